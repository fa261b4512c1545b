import { writeFileSync } from "node:fs";
import { expect, test } from "../harness/test.ts";

/** Items from the fourth on wait until the file is there; the test decides when. */
const gated = (file: string) => ({
  define: `import os, time\nimport cellweave as cw\n\ndef score(n):\n    while n > 2 and not os.path.exists(${JSON.stringify(file)}):\n        time.sleep(0.02)\n    print('scored', n)\n    return n * n`,
  map: "scores = cw.map(score, list(range(12)), chunk=1)",
  show: "print(sum(scores))",
});

test("the node of a map shows how far its items are, and each item its output", async ({ canvas, folder, page }) => {
  const gate = folder.fileOf("go");
  await canvas.open(folder.write("map.ipynb", gated(gate)));
  const strip = canvas.node("map").getByTestId("apart");
  await expect(strip).toContainText("map");
  await canvas.press("Run all");
  const bar = strip.getByRole("progressbar");
  await expect(bar).toHaveAttribute("aria-valuemax", "12", { timeout: 60_000 });
  await expect(strip.getByTestId("pace")).toHaveText(/^\d+ \/ 12/);
  writeFileSync(gate, "");
  await canvas.expectOutput("show", "506");
  await expect(strip.getByTestId("pace")).toHaveText(/^12 items/);
  await canvas.select("map");
  await page.keyboard.press("i");
  const items = page.getByTestId("items");
  await items.getByRole("button", { name: /Item \[4\]/ }).click();
  await expect(page.getByRole("region", { name: "Item [4]", exact: true })).toContainText("scored 4");
});

test("a failed item is counted on the node and shows its error", async ({ canvas, folder, page }) => {
  await canvas.open(
    folder.write("failed.ipynb", {
      define: "import cellweave as cw\n\ndef parse(text):\n    return float(text)",
      map: "values = cw.map(parse, ['1', '2', 'n/a', '4'], on_error='collect')",
    }),
  );
  await canvas.press("Run all");
  await canvas.expectOutcome("succeeded");
  const strip = canvas.node("map").getByTestId("apart");
  await expect(strip).toContainText("1 failed");
  await strip.getByRole("button", { name: /Times of items/ }).click();
  await page.getByRole("button", { name: "Failed (1)" }).click();
  await page
    .getByTestId("items")
    .getByRole("button", { name: /Item \[2\]/ })
    .click();
  await expect(page.getByRole("region", { name: "Item [2]", exact: true })).toContainText(
    "could not convert string to float",
  );
});

const loop = {
  files: "files = [f'day-{n}' for n in range(40)]",
  loop: "rows = []\n# keep this comment\nfor f in files:\n    rows.append(f.upper())",
  show: "print(len(rows))",
};

test("a skeleton dropped on a cell is shown before and after, accepted, and undone in one step", async ({
  canvas,
  folder,
  page,
}) => {
  await canvas.open(folder.write("drop.ipynb", loop));
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  await canvas.dropFromPalette("each", { on: "loop" });
  const dialog = page.getByRole("dialog", { name: "Each on cell 2" });
  await expect(dialog.getByRole("region", { name: "What will run at once" })).toBeVisible();
  await expect(dialog.locator(".monaco-diff-editor")).toBeVisible();
  await dialog.getByRole("button", { name: "Accept" }).click();
  await expect(dialog).toBeHidden();
  const code = () => canvas.sourceOf("loop");
  await expect.poll(code).toMatch(/# keep this comment\nfor f in cw\.each\(files/);
  await canvas.undo();
  await expect.poll(code).toBe(loop.loop);
  await canvas.dropFromPalette("each", { on: "loop" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(code).toBe(loop.loop);
});

test("a skeleton is put on a cell by keyboard, and the run gives the same", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("keys.ipynb", loop));
  await canvas.select("loop");
  await page.keyboard.press("s");
  await page.getByRole("combobox", { name: "Run it apart" }).fill("each");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Each on cell 2" });
  await expect(dialog.getByRole("region", { name: "What will run at once" })).toBeVisible();
  await dialog.getByRole("button", { name: "Accept" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => canvas.sourceOf("loop")).toContain("cw.each(files");
  await canvas.press("Run all");
  await canvas.expectOutput("show", "40");
});

test("where a skeleton does not fit, the name, the line and the remedy are said", async ({ canvas, folder, page }) => {
  await canvas.open(
    folder.write("blocked.ipynb", {
      values: "values = [3, 1, 2]",
      loop: "last = 0\nfor v in values:\n    last = last / 2 + v\nprint(last)",
    }),
  );
  await canvas.select("loop");
  await canvas.perform("Run it apart: put a skeleton on the cell");
  await page.getByRole("combobox", { name: "Run it apart" }).fill("each");
  await page.keyboard.press("Enter");
  const why = page.getByRole("region", { name: "Why it does not fit" });
  await expect(why).toContainText("last");
  await why.getByRole("button", { name: "Go to line 3" }).click();
  await expect(canvas.inspector.getByRole("tab", { name: "Code" })).toHaveAttribute("aria-selected", "true");
});

test("the options of a skeleton are written into the code, and read back from it", async ({ canvas, folder, page }) => {
  await canvas.open(
    folder.write("options.ipynb", {
      define: "import cellweave as cw\nsize = 2\n\ndef double(n):\n    return 2 * n",
      map: "doubled = cw.map(double, range(9), chunk=size)  # twice each",
    }),
  );
  const form = await canvas.inspect("map", "Parallel");
  await expect(form.getByText("in code")).toBeVisible();
  await form.getByLabel("Seed").fill("7");
  await page.keyboard.press("Enter");
  await expect.poll(() => canvas.sourceOf("map")).toMatch(/seed=7\)\s+# twice each$/);
  await form.getByLabel("When an item fails").selectOption("collect");
  await expect.poll(() => canvas.sourceOf("map")).toMatch(/on_error=["']collect["']/);
  await canvas.rewrite("map", "doubled = cw.map(double, range(9), seed=11)");
  await page.keyboard.press("Escape");
  await canvas.inspector.getByRole("tab", { name: "Parallel" }).click();
  await expect(form.getByLabel("Seed")).toHaveValue("11");
  await form.getByLabel("Seed").fill("");
  await page.keyboard.press("Enter");
  await expect.poll(() => canvas.sourceOf("map")).toBe("doubled = cw.map(double, range(9))");
});

test("a suggestion is listed with its reason, shown, and accepted", async ({ canvas, folder, page }) => {
  // What is light is not worth a word.
  const heavy = "def read(name):\n    return sum(hash((name, n)) for n in range(100_000))";
  const { files } = loop;
  await canvas.open(
    folder.write("suggest.ipynb", {
      files: `${files}\n\n${heavy}`,
      loop: loop.loop.replace("f.upper()", "read(f)"),
    }),
  );
  await canvas.perform("Suggestions: what could run apart");
  const list = page.getByRole("region", { name: "What could run apart" });
  const own = list.getByRole("listitem").filter({ hasText: /Could run apart: each|Runs apart by itself: each/ });
  await own.getByRole("button", { name: "Show" }).click();
  const dialog = page.getByRole("dialog", { name: "Each on cell 2" });
  await dialog.getByRole("button", { name: "Accept" }).click();
  await expect.poll(() => canvas.sourceOf("loop")).toContain("cw.each(files");
  await expect(own).toHaveCount(0);
});

test("a cell is split into sub-cells that run apart, joined, and written as separate cells", async ({
  canvas,
  folder,
}) => {
  const whole = "a = sum(range(1000))\n\n# another\nb = max(range(1000))";
  await canvas.open(folder.write("split.ipynb", { whole, show: "print(a, b)" }));
  const form = await canvas.inspect("whole", "Parallel");
  await form.getByRole("button", { name: "Split into sub-cells that run apart" }).click();
  const compartments = canvas.node("whole").getByTestId("compartments");
  await expect(compartments).toContainText("1–3");
  await canvas.press("Run all");
  await canvas.expectOutput("show", "499500 999");
  await expect(compartments.getByTitle(/Done|Cached/)).toHaveCount(2);
  expect(JSON.parse(folder.read("split.ipynb")).cells).toHaveLength(2);
  await form.getByRole("button", { name: "Join the sub-cells" }).click();
  await expect(compartments).toHaveCount(0);
  await canvas.undo();
  await form.getByRole("button", { name: "Write the sub-cells as separate cells" }).click();
  await expect.poll(async () => (await canvas.order()).length).toBe(3);
  await canvas.undo();
  await expect.poll(async () => (await canvas.order()).length).toBe(2);
});
