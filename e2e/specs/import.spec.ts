import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { notebookText } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

interface Node {
  readonly id: string;
  readonly file: string;
  readonly after?: readonly string[];
  readonly settings?: object;
}

/** An Elyra pipeline as its editor writes it. */
function pipeline(nodes: readonly Node[]): string {
  const flow = {
    id: "primary",
    nodes: nodes.map(({ id, file, after = [], settings }) => ({
      id,
      type: "execution_node",
      op: file.endsWith(".py") ? "execute-python-node" : "execute-notebook-node",
      app_data: { label: id, component_parameters: { filename: file, ...settings }, ui_data: { label: id } },
      inputs: [{ id: "inPort", links: after.map((node) => ({ node_id_ref: node, port_id_ref: "outPort" })) }],
    })),
    app_data: { version: 8, properties: { name: "Sales" } },
  };
  return JSON.stringify({ doc_type: "pipeline", version: "3.0", primary_pipeline: "primary", pipelines: [flow] });
}

const sales = pipeline([
  { id: "Load", file: "load.ipynb", settings: { env_vars: [{ env_var: "ROWS", value: "4" }] } },
  { id: "Total", file: "total.py", after: ["Load"], settings: { runtime_image: "python:3.12" } },
]);
const load = notebookText({
  load: "import os\nrows = list(range(int(os.environ['ROWS'])))\nopen('rows.txt', 'w').write(str(rows))",
});

async function breaches(page: Page) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`);
}

test("a pipeline of the folder becomes a notebook that runs", async ({ canvas, folder, page }, testInfo) => {
  const path = folder.write("sales.pipeline", sales);
  folder.write("load.ipynb", load);
  folder.write("total.py", "print('total', sum(eval(open('rows.txt').read())))\n");
  await canvas.home();
  await page.getByRole("region", { name: "Pipelines of this folder" }).getByRole("button", { name: path }).click();
  const told = page.getByRole("region", { name: "What of sales.pipeline is not in the notebook" });
  await expect(told.getByText(/asks for the image/)).toBeVisible();
  expect(await breaches(page)).toEqual([]);
  await testInfo.attach("import.png", {
    body: await page.screenshot({ animations: "disabled" }),
    contentType: "image/png",
  });
  await canvas.press("Open the canvas");
  await expect(canvas.nodes.first()).toBeVisible();
  await canvas.idle();
  await canvas.press("Run all");
  await canvas.expectOutcome("succeeded");
  const order = await canvas.order();
  await canvas.expectOutput(order.at(-1) ?? "", "total 6");
});

test("a pipeline that is dropped takes its files along", async ({ canvas, page }) => {
  await canvas.home();
  await page.getByLabel("Notebook file").setInputFiles([
    { name: "dropped.pipeline", mimeType: "application/json", buffer: Buffer.from(sales) },
    { name: "load.ipynb", mimeType: "application/json", buffer: Buffer.from(load) },
    { name: "total.py", mimeType: "text/x-python", buffer: Buffer.from("print('dropped')\n") },
  ]);
  await canvas.press("Open the canvas");
  await expect(canvas.nodes.first()).toBeVisible();
  await canvas.idle();
  const sources = await page.evaluate(() => window.__cellweave?.cells().map((cell) => cell?.source));
  expect(sources).toContain("print('dropped')");
  expect(sources).toContain('ROWS = "4"');
});
