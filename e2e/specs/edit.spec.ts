import { expect, test } from "../harness/test.ts";

const chain = { one: "x = 1", two: "y = x + 1", three: "print(y)" };

test("typing changes the graph, and undo changes it back", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("edit.ipynb", chain));
  expect(await canvas.edges()).toEqual(["one → two", "two → three"]);
  await canvas.rewrite("three", "print(x, y)");
  await expect.poll(() => canvas.edges()).toEqual(["one → three", "one → two", "two → three"]);
  await page.keyboard.press("Escape");
  await canvas.undo();
  await expect.poll(() => canvas.edges()).toEqual(["one → two", "two → three"]);
  await canvas.press(/^Redo/);
  await expect.poll(() => canvas.edges()).toEqual(["one → three", "one → two", "two → three"]);
});

test("names that a star import binds are known in the page", async ({ canvas, folder }) => {
  await canvas.open(folder.write("star.ipynb", { load: "from math import *", half: "half = pi / 2" }));
  await expect.poll(() => canvas.edges()).toEqual(["load → half"]);
});

test("cells are added, split, merged, moved and deleted, and all of it is undone", async ({ canvas, folder, page }) => {
  const path = folder.write("shape.ipynb", chain);
  const before = folder.read("shape.ipynb");
  await canvas.open(path);
  await canvas.select("two");
  await page.keyboard.press("b");
  await expect.poll(async () => (await canvas.order()).length).toBe(4);
  await canvas.fit();
  await canvas.select("three");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(async () => (await canvas.order()).indexOf("three")).toBe(2);
  await canvas.fit();
  await canvas.select("one");
  await page.keyboard.press("Shift+M");
  await expect.poll(async () => canvas.order()).not.toContain("two");
  await canvas.startEditing("one");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Shift+Minus");
  await expect.poll(async () => (await canvas.order()).length).toBe(4);
  await page.keyboard.press("Escape");
  await canvas.fit();
  await canvas.select("three");
  await page.keyboard.press("Delete");
  await expect(canvas.node("three")).toHaveCount(0);
  while (await canvas.button(/^Undo/).isEnabled()) await canvas.undo();
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
  await expect(dialog.getByRole("option").first()).toContainText("price_input = price");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect.poll(() => canvas.edges()).toEqual(["source → sink"]);
  await canvas.save();
  expect(folder.read("draw.ipynb")).toContain("price");
  expect(JSON.parse(folder.read("draw.ipynb")).cells[1].source.join("")).toMatch(/price/);
});

test("a value dragged onto a cell is used there", async ({ canvas, folder }) => {
  await canvas.open(folder.write("drag.ipynb", { source: "price = 3", sink: "print(cost)" }));
  await canvas.perform("Zoom to actual size");
  await canvas.connect({ node: "source", port: "price" }, "sink");
  await expect.poll(() => canvas.edges()).toEqual(["source → sink"]);
  await canvas.save();
  expect(folder.read("drag.ipynb")).toContain("price");
});

test("a node type dragged from the palette becomes a cell", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("palette.ipynb", chain));
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  await canvas.dropFromPalette("markdown", { on: "one" });
  await expect.poll(async () => (await canvas.order()).length).toBe(4);
  await page.keyboard.press("Control+z");
  await expect.poll(() => canvas.order()).toEqual(["one", "two", "three"]);
});
