import { writeFileSync } from "node:fs";
import { expect, test } from "../harness/test.ts";

/** Rates from the third on wait until the file is there; the test decides when. */
const tried = (file: string) => ({
  define: `import os, time\n\ndef evaluate(rate):\n    while rate > 2 and not os.path.exists(${JSON.stringify(file)}):\n        time.sleep(0.02)\n    print('tried', rate)\n    return -abs(rate - 4)`,
  loop: "best, best_rate = -99, None\n# every rate\nfor rate in range(8):\n    score = evaluate(rate)\n    if score > best:\n        best, best_rate = score, rate",
  show: "print(best, best_rate, rate, score)",
});

test("a sweep dropped on a loop runs at once, and the notebook view shows how far it is", async ({
  canvas,
  folder,
  page,
}) => {
  const gate = folder.fileOf("go");
  await canvas.open(folder.write("sweep.ipynb", tried(gate)));
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  await canvas.dropFromPalette("sweep", { on: "loop" });
  const dialog = page.getByRole("dialog", { name: "Sweep on cell 2" });
  await expect(dialog.getByRole("region", { name: "What will run at once" })).toContainText("found.best");
  await expect(dialog.locator(".monaco-diff-editor")).toBeVisible();
  await dialog.getByRole("button", { name: "Accept" }).click();
  await expect
    .poll(() => canvas.sourceOf("loop"))
    .toMatch(/# every rate\nfound = cw\.sweep\(evaluate, \{"rate": range\(8\)\}/);
  await expect(canvas.node("loop").getByTestId("apart")).toContainText("sweep");
  await canvas.perform("Notebook");
  const cell = page.getByRole("region", { name: "Notebook" }).locator('[data-node-id="loop"]');
  const strip = cell.getByTestId("apart");
  await expect(strip).toContainText("sweep");
  await canvas.press("Run all");
  const bar = strip.getByRole("progressbar");
  await expect(bar).toHaveAttribute("aria-valuemax", "8", { timeout: 60_000 });
  await expect(strip.getByTestId("pace")).toHaveText(/^\d \/ 8/);
  writeFileSync(gate, "");
  await canvas.expectOutput("show", "0 4 7 -3");
  await expect(strip.getByTestId("pace")).toHaveText(/^8 items/);
  await strip.getByRole("button", { name: /Times of items/ }).click({ position: { x: 2, y: 4 } });
  await expect(page.getByRole("region", { name: "Item [0]", exact: true })).toContainText("tried 0");
  await canvas.undo();
  await expect.poll(() => canvas.sourceOf("loop")).toBe(tried(gate).loop);
});

test("where a skeleton does not fit, a cell that shows it is added, runs, and is undone in one step", async ({
  canvas,
  folder,
  page,
}) => {
  await canvas.open(folder.write("scaffold.ipynb", { numbers: "found = [3, 1, 2]", sum: "total = sum(found)" }));
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  await canvas.dropFromPalette("sweep", { on: "numbers" });
  const dialog = page.getByRole("dialog", { name: "Sweep on cell 1" });
  await expect(dialog.getByRole("region", { name: "Why it does not fit" })).toContainText("no loop over values to try");
  await dialog.getByRole("button", { name: "Add a cell that shows it" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await canvas.order()).length).toBe(3);
  const [, added = ""] = await canvas.order();
  // The name is taken in this notebook.
  await expect.poll(() => canvas.sourceOf(added)).toContain("found_2 = cw.sweep(");
  await canvas.press("Run all");
  await canvas.expectOutput(added, "0.1");
  await canvas.undo();
  await expect.poll(() => canvas.order()).toEqual(["numbers", "sum"]);
});

test("a recursion is divided by keyboard alone, and gives the same", async ({ canvas, folder, page }) => {
  const recursion =
    "def msort(values):\n    if len(values) < 2:\n        return values\n    middle = len(values) // 2\n    left = msort(values[:middle])\n    right = msort(values[middle:])\n    return sorted(left + right)";
  await canvas.open(folder.write("dc.ipynb", { sort: recursion, show: "print(msort([3, 1, 2, 5, 4]))" }));
  await canvas.select("sort");
  await page.keyboard.press("s");
  await page.getByRole("combobox", { name: "Run it apart" }).fill("divide");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Divide and conquer on cell 1" });
  await expect(dialog.getByRole("region", { name: "What will run at once" })).toBeVisible();
  await dialog.getByRole("button", { name: "Accept" }).focus();
  await page.keyboard.press("Enter");
  await expect
    .poll(() => canvas.sourceOf("sort"))
    .toContain("return cw.dc(is_small, solve_small, split_up, put_together, values)");
  await canvas.press("Run all");
  await canvas.expectOutput("show", "[1, 2, 3, 4, 5]");
});
