import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { root } from "../../scripts/setup/root.mjs";
import type { CanvasPage } from "../harness/canvas-page.ts";
import { expect, type Folder, test } from "../harness/test.ts";

const cellweave = join(root, "engine", "bin", "cellweave.mjs");
const example = readFileSync(join(root, "examples", "data-analysis.ipynb"), "utf8");

/** What `cellweave export` writes of the notebook: path → bytes. */
function written(notebook: string, format: string): Map<string, Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-export-"));
  const out = join(folder, "out");
  execFileSync(process.execPath, [cellweave, "export", notebook, "--to", format, "-o", out], { stdio: "pipe" });
  const paths = readdirSync(out, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(out, path)).isFile());
  const bytes = new Map(files.map((path) => [path, readFileSync(join(out, path))]));
  rmSync(folder, { recursive: true });
  return bytes;
}

async function openExport(canvas: CanvasPage, page: Page) {
  await canvas.press("Export: files that other engines run");
  const dialog = page.getByRole("dialog", { name: "Export", exact: true });
  await expect(dialog.getByRole("button", { name: "Download zip" })).toBeEnabled();
  return dialog;
}

async function choose(page: Page, format: string) {
  const dialog = page.getByRole("dialog", { name: "Export", exact: true });
  await dialog.getByRole("radio", { name: format, exact: true }).check({ force: true });
  await expect(dialog.getByRole("button", { name: "Download zip" })).toBeEnabled();
}

/** The files of the zip that the button gives. */
async function download(
  page: Page,
): Promise<{ readonly name: string; readonly files: { [path: string]: Uint8Array } }> {
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download zip" }).click();
  const zip = await saved;
  return { name: zip.suggestedFilename(), files: unzipSync(readFileSync(await zip.path())) };
}

function writeExample(folder: Folder): string {
  return folder.write("data-analysis.ipynb", example);
}

test("the zip of an export holds what the command writes", async ({ canvas, folder, page }) => {
  await canvas.open(writeExample(folder));
  await openExport(canvas, page);
  await choose(page, "CWL");
  const { name, files } = await download(page);
  expect(name).toBe("data-analysis-cwl.zip");
  const expected = written(folder.fileOf("data-analysis.ipynb"), "cwl");
  expect(Object.keys(files).sort()).toEqual([...expected.keys()].map((path) => `data-analysis-cwl/${path}`).sort());
  for (const [path, bytes] of expected) {
    expect(bytes.equals(files[`data-analysis-cwl/${path}`] ?? new Uint8Array()), path).toBe(true);
  }
});

test("files are looked at, the command is copied, the syntax is good", async ({ canvas, folder, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await canvas.open(writeExample(folder));
  const dialog = await openExport(canvas, page);
  await choose(page, "CWL");
  await expect(dialog.getByText("The files are of good syntax.")).toBeVisible();
  await dialog.getByRole("button", { name: /^inputs\.yml/ }).click();
  await expect(page.getByTestId("file-view")).toHaveAttribute("data-path", "inputs.yml");
  await expect(dialog.locator(".monaco-editor .view-line").first()).toBeVisible();
  await dialog.getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^cwltool .*workflow\.cwl/);
  await dialog.getByRole("button", { name: /^Check with cwltool/ }).click();
  await expect(dialog.getByText(/^cwltool (accepts them|is not installed here)/)).toBeVisible({ timeout: 60_000 });
});

test("an export has what is not saved yet, and an option is what the form says", async ({ canvas, folder, page }) => {
  const path = folder.write("small.ipynb", {
    first: { kind: "code", source: "x = 1\nx", outputs: [{ output_type: "stream", name: "stdout", text: ["1"] }] },
    second: "y = x + 1",
  });
  await canvas.open(path);
  await canvas.rewrite("second", "y = x + 41");
  await page.keyboard.press("Escape");
  const dialog = await openExport(canvas, page);
  await choose(page, "Notebook");
  await dialog.getByRole("checkbox", { name: /^Keep outputs/ }).uncheck();
  await expect(dialog.getByRole("button", { name: "Download zip" })).toBeEnabled();
  const { files } = await download(page);
  const { cells } = JSON.parse(strFromU8(files["small-notebook/small.ipynb"] ?? new Uint8Array()));
  expect(
    cells.map(({ source, outputs }: { source: string[]; outputs: unknown[] }) => [source.join(""), outputs]),
  ).toEqual([
    ["x = 1\nx", []],
    ["y = x + 41", []],
  ]);
  expect(folder.read("small.ipynb")).not.toContain("41");
});

test("a warning leads to its cell, with the keyboard alone", async ({ canvas, folder, page }) => {
  const path = folder.write("shell.ipynb", { one: "x = 1", two: "%frobnicate x\nx" });
  await canvas.open(path);
  await page.keyboard.press("Control+Shift+E");
  const dialog = page.getByRole("dialog", { name: "Export", exact: true });
  await dialog.getByRole("radio").first().focus();
  const python = dialog.getByRole("radio", { name: "Python script", exact: true });
  for (let press = 0; press < 12 && !(await python.isChecked()); press++) await page.keyboard.press("ArrowDown");
  await expect(python).toBeChecked();
  const warning = dialog.getByRole("list", { name: "Warnings" }).getByRole("button", { name: /^Cell 2/ });
  await expect(warning).toBeVisible();
  await warning.focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await canvas.expectSelected("two");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the export dialog has no serious breach of WCAG 2.2 AA (${colorScheme})`, async ({
    canvas,
    folder,
    page,
  }, testInfo) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await canvas.open(writeExample(folder));
    const dialog = await openExport(canvas, page);
    for (const format of ["CWL", "Notebook"]) {
      await choose(page, format);
      await expect(dialog.locator(".monaco-editor .view-line").first()).toBeVisible();
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`)).toEqual([]);
      const picture = await page.screenshot({ animations: "disabled" });
      await testInfo.attach(`export-${format}-${colorScheme}.png`, { body: picture, contentType: "image/png" });
    }
  });
}
