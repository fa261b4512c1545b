import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { markdown } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

const notebook = {
  title: markdown("# Orders"),
  load: "orders = [3, 5, 8]",
  total: "total = sum(orders)\nprint(total)",
};

const apart = {
  orders: "orders = [3, 5, 8]",
  define: "import cellweave as cw\n\ndef double(n):\n    if n == 5:\n        raise ValueError(n)\n    return 2 * n",
  map: "doubled = cw.map(double, orders, on_error='collect')\n\n# apart\ntripled = [3 * n for n in orders]",
};

/** Serious and critical breaches of WCAG 2.2 AA on the page as it is; frames of outputs are opaque to it. */
async function breaches(page: Page) {
  const builder = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`no screen has a serious breach of WCAG 2.2 AA (${colorScheme})`, async ({ canvas, folder, page }) => {
    // Each screen is looked through as a whole.
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const path = folder.write("screens.ipynb", notebook);
    await canvas.home();
    await expect(page.getByRole("heading").first()).toBeVisible();
    expect(await breaches(page), "home").toEqual([]);
    await canvas.open(path);
    await canvas.press("Run all");
    await canvas.expectStatus("total", "done");
    expect(await breaches(page), "canvas").toEqual([]);
    for (const tab of ["Code", "Output", "Logs", "Why?", "Settings"] as const) {
      await canvas.inspect("total", tab);
      expect(await breaches(page), `inspector ${tab}`).toEqual([]);
    }
    for (const title of ["Notebook", "Problems", "Suggestions", "Show what changed since the last save"]) {
      await canvas.perform(title);
      expect(await breaches(page), title).toEqual([]);
    }
    for (const [key, name] of [
      ["Control+k", "palette"],
      ["F1", "shortcuts"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await breaches(page), name).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });

  test(`nothing of skeletons and the seal has a serious breach of WCAG 2.2 AA (${colorScheme})`, async ({
    canvas,
    folder,
    page,
  }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await canvas.open(folder.write("apart.ipynb", apart));
    await canvas.press("Run all");
    await canvas.expectOutcome("succeeded");
    await canvas.inspect("map", "Parallel");
    await canvas.press("Split into sub-cells that run apart");
    await expect(canvas.node("map").getByTestId("compartments")).toBeVisible();
    await page.keyboard.press("Escape");
    expect(await breaches(page), "inspector Parallel").toEqual([]);
    await canvas.perform("Items of the cell's skeleton");
    await page.getByTestId("items").getByRole("button").nth(1).click();
    expect(await breaches(page), "items").toEqual([]);
    await page.getByRole("button", { name: "Add", exact: true }).first().click();
    await expect(page.getByRole("region", { name: "Skeletons" })).toBeVisible();
    expect(await breaches(page), "palette of nodes").toEqual([]);
    await canvas.perform("Verify: the same as Restart and run all?");
    await expect(page.getByTestId("seal")).toHaveAccessibleName(/^Verified/, { timeout: 80_000 });
    expect(await breaches(page), "seal").toEqual([]);
    await canvas.perform("Show what the last verification found");
    await expect(page.getByRole("dialog", { name: /^Verified/ }).getByText("Variables compared")).toBeVisible();
    expect(await breaches(page), "seal's dialog").toEqual([]);
    await page.keyboard.press("Escape");
    await canvas.perform("Run it apart: put a skeleton on the cell");
    expect(await breaches(page), "choice of a skeleton").toEqual([]);
    await page.getByRole("combobox", { name: "Run it apart" }).fill("map");
    await page.keyboard.press("Enter");
    await expect(page.locator(".monaco-diff-editor")).toBeVisible();
    expect(await breaches(page), "before and after").toEqual([]);
    await page.keyboard.press("Escape");
    await canvas.perform("Run it apart: put a skeleton on the cell");
    await page.getByRole("combobox", { name: "Run it apart" }).fill("federated");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("region", { name: "Why it does not fit" })).toBeVisible();
    expect(await breaches(page), "where a skeleton does not fit").toEqual([]);
    await page.keyboard.press("Escape");
    await canvas.perform("Notebook");
    const cells = page.getByRole("region", { name: "Notebook" });
    await expect(cells.locator('[data-node-id="map"]').getByTestId("pace")).toBeVisible();
    expect(await breaches(page), "items in the notebook").toEqual([]);
  });
}
