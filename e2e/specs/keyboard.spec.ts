import { expect, test } from "../harness/test.ts";

test("a flow is built, run and read without a mouse", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("keyboard.ipynb", { first: "x = 20" }));
  for (let tab = 0; tab < 40; tab++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.getAttribute("role") === "application")) break;
  }
  await page.keyboard.press("ArrowDown");
  await canvas.expectSelected("first");
  await page.keyboard.press("b");
  await expect.poll(async () => (await canvas.order()).length).toBe(2);
  const [, added = ""] = await canvas.order();
  await page.keyboard.press("Enter");
  await expect(canvas.editor.locator("textarea, .native-edit-context").first()).toBeFocused();
  await page.keyboard.type("print(x + 22)");
  await page.keyboard.press("Control+Shift+Enter");
  await canvas.expectStatus(added, "done");
  await canvas.expectOutput(added, "42");
  await page.keyboard.press("Control+s");
  await expect.poll(() => folder.read("keyboard.ipynb")).toContain("print(x + 22)");
});
