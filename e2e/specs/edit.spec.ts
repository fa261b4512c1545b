import { expect, test } from "../harness/test.ts";

const chain = { one: "x = 1", two: "y = x + 1", three: "print(y)" };

test("typing changes the graph, and undo changes it back", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("edit.ipynb", chain));
  await expect(canvas.edges).toHaveCount(2);
  await canvas.rewrite("three", "print(x, y)");
  await expect(canvas.edges).toHaveCount(3);
  await page.keyboard.press("Escape");
  await canvas.press("Undo");
  await expect(canvas.edges).toHaveCount(2);
  await canvas.press("Redo");
  await expect(canvas.edges).toHaveCount(3);
});

test("cells are added, split, merged, moved and deleted, and all of it is undone", async ({ canvas, folder, page }) => {
  const path = folder.write("shape.ipynb", chain);
  const before = folder.read("shape.ipynb");
  await canvas.open(path);
  await canvas.select("two");
  await page.keyboard.press("b");
  await expect.poll(async () => (await canvas.order()).length).toBe(4);
  await canvas.select("three");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(async () => (await canvas.order()).indexOf("three")).toBe(2);
  await canvas.select("one");
  await page.keyboard.press("Shift+M");
  await expect.poll(async () => canvas.order()).not.toContain("two");
  await canvas.startEditing("one");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Shift+Minus");
  await expect.poll(async () => (await canvas.order()).length).toBe(4);
  await page.keyboard.press("Escape");
  await canvas.select("three");
  await page.keyboard.press("Delete");
  await expect(canvas.node("three")).toHaveCount(0);
  while (await canvas.button("Undo").isEnabled()) await canvas.press("Undo");
  await expect.poll(() => canvas.order()).toEqual(["one", "two", "three"]);
  await canvas.save();
  expect(folder.read("shape.ipynb")).toBe(before);
});

test("an edge drawn with the keyboard writes the value into the code", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("draw.ipynb", { source: "price = 3", sink: "print('paid')" }));
  await canvas.select("source");
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.type("price");
  await page.keyboard.press("Enter");
  await page.keyboard.type("paid");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(canvas.edges).toHaveCount(1);
  await canvas.save();
  expect(folder.read("draw.ipynb")).toContain("price");
  expect(JSON.parse(folder.read("draw.ipynb")).cells[1].source.join("")).toMatch(/price/);
});
