import { markdown } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

const notebook = {
  title: markdown("# Orders"),
  load: "orders = [3, 5, 8]",
  clean: markdown("## Cleaning\n\nNothing to do."),
  total: "total = sum(orders)\nprint(total)",
};

test("the notebook view shows the cells in order, with text rendered", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("views.ipynb", notebook));
  await page.keyboard.press("Alt+3");
  await expect(page.getByRole("heading", { name: "Cleaning" })).toBeVisible();
  await expect(page.getByText("total = sum(orders)").first()).toBeVisible();
  await page.keyboard.press("Alt+2");
  await expect(canvas.node("load")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Cleaning" })).toBeVisible();
});

test("the outline selects, and shows headings above their cells", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("outline.ipynb", notebook));
  await expect(canvas.outline).toBeVisible();
  await canvas.outline.getByRole("treeitem", { name: /total/ }).last().click();
  await canvas.expectSelected("total");
  await expect(canvas.outline.getByRole("treeitem", { name: /Cleaning/ })).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await canvas.expectSelected("clean");
});

test("the palette finds an action, and F1 lists the shortcuts from the same table", async ({
  canvas,
  folder,
  page,
}) => {
  await canvas.open(folder.write("palette.ipynb", notebook));
  await canvas.select("total");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("run to");
  await expect(page.getByRole("option", { name: /Run to here/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await expect(page.getByRole("dialog")).toContainText("Run all");
  await expect(page.getByRole("dialog")).toContainText("Split the cell at the caret");
});

test("the theme follows the system and can be chosen", async ({ canvas, folder, page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await canvas.open(folder.write("theme.ipynb", notebook));
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(background).not.toBe(dark);
  await canvas.press("Theme");
  await page.getByRole("menuitem", { name: "Dark" }).click();
  await expect.poll(background).toBe(dark);
});

test("what changed since the last save is shown before it is written", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("diff.ipynb", notebook));
  await canvas.rewrite("total", "total = max(orders)\nprint(total)");
  await page.keyboard.press("Escape");
  await canvas.perform("Show what changed since the last save");
  await expect(page.getByText("total = max(orders)").first()).toBeVisible();
  await expect(page.getByText("total = sum(orders)").first()).toBeVisible();
  expect(folder.read("diff.ipynb")).toContain("sum(orders)");
});
