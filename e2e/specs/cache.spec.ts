import { expect, test } from "../harness/test.ts";

/** Two users of each value, so that each cell is a step of its own and its result is stored. */
const cells = {
  one: "import time\ntime.sleep(0.2)\nx = [1]",
  slow: "time.sleep(0.2)\ny = x[0] + 1\nprint('made anew')",
  last: "time.sleep(0.2)\nprint('y is', y)",
  other: "time.sleep(0.2)\nprint('x is', x)",
  more: "time.sleep(0.2)\nprint('again', y)",
};

test("a pinned result is used although its inputs changed, and one undo lets go of it", async ({
  canvas,
  folder,
  page,
}) => {
  await canvas.open(folder.write("pin.ipynb", cells));
  await canvas.press("Run all");
  await canvas.expectOutcome("succeeded");
  await canvas.select("slow");
  await page.keyboard.press("p");
  await expect(canvas.node("slow").locator("[data-cache=pin]")).toBeVisible();
  await canvas.rewrite("one", "import time\ntime.sleep(0.2)\nx = [100]");
  await page.keyboard.press("Escape");
  await canvas.press("Run all");
  await canvas.expectStatus("slow", "cached");
  await canvas.expectOutcome("succeeded");
  await canvas.expectOutput("last", "y is 2");
  const why = await canvas.inspect("slow", "Why?");
  await expect(why).toContainText(/pinned/i);
  expect(JSON.parse(folder.read("pin.ipynb")).cells[1].metadata.cellweave).toEqual({ cache: "pin" });
  await page.keyboard.press("Escape");
  await canvas.select("slow");
  await page.keyboard.press("p");
  await expect(canvas.node("slow").locator("[data-cache=pin]")).toHaveCount(0);
  await canvas.undo();
  await expect(canvas.node("slow").locator("[data-cache=pin]")).toBeVisible();
  await canvas.undo();
  await canvas.undo();
  await expect(canvas.node("slow").locator("[data-cache=pin]")).toHaveCount(0);
});

test("a cell that is never to be cached runs in every run", async ({ canvas, folder }) => {
  await canvas.open(folder.write("never.ipynb", cells));
  const settings = await canvas.inspect("slow", "Settings");
  await settings.getByRole("button", { name: "Never" }).click();
  await expect(canvas.node("slow").locator("[data-cache=never]")).toBeVisible();
  await canvas.press("Run all");
  await canvas.expectOutcome("succeeded");
  await canvas.press("Run all");
  await canvas.expectStatus("slow", "done");
  await canvas.expectOutcome("succeeded");
});
