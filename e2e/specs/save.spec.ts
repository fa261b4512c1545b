import { writeFileSync } from "node:fs";
import { validateNotebook } from "../harness/nbformat.ts";
import { notebookText } from "../harness/notebook.ts";
import { expect, test } from "../harness/test.ts";

const cells = { one: "x = 1", two: "y = x + 1", three: "print(y)" };

test("a run and a saved edit give a notebook that nbformat accepts, with all else byte for byte", async ({
  canvas,
  folder,
}) => {
  const odd = notebookText(cells).replace('"nbformat": 4', '"nbformat" : 4').replace(/\n$/, "");
  await canvas.open(folder.write("odd.ipynb", odd));
  await canvas.rewrite("two", "y = x + 41");
  await canvas.save();
  expect(folder.read("odd.ipynb")).toBe(odd.replace("y = x + 1", "y = x + 41"));
  await canvas.press("Run all");
  await canvas.expectStatus("three", "done");
  await expect.poll(() => folder.read("odd.ipynb")).toContain('"42\\n"');
  expect(validateNotebook(folder.fileOf("odd.ipynb"))).toBe("valid");
  expect(folder.read("odd.ipynb")).toContain('"nbformat" : 4');
});

test("a notebook changed outside is merged by cell", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("merge.ipynb", cells));
  await canvas.rewrite("two", "y = x + 2");
  writeFileSync(folder.fileOf("merge.ipynb"), notebookText({ ...cells, three: "print('from outside', y)" }));
  await expect
    .poll(() => page.evaluate(() => window.__cellweave?.cells().at(-1)?.source))
    .toBe("print('from outside', y)");
  await canvas.save();
  const saved = folder.read("merge.ipynb");
  expect(saved).toContain("y = x + 2");
  expect(saved).toContain("from outside");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a true conflict is shown side by side, and nothing is lost", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("conflict.ipynb", cells));
  await canvas.rewrite("two", "y = x + 1000");
  writeFileSync(folder.fileOf("conflict.ipynb"), notebookText({ ...cells, two: "y = x + 2000" }));
  await canvas.press("Changed outside");
  const dialog = page.getByRole("dialog").filter({ hasText: "Keep these" });
  await expect(dialog).toContainText("1000");
  await expect(dialog).toContainText("2000");
  expect(folder.read("conflict.ipynb")).toContain("y = x + 2000");
  await dialog.getByRole("radio", { name: "Yours" }).click();
  await dialog.getByRole("button", { name: "Keep these and save" }).click();
  await expect.poll(() => folder.read("conflict.ipynb")).toContain("y = x + 1000");
});
