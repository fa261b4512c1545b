import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/setup/root.mjs";
import { expect, folderIn, test } from "../harness/test.ts";

const images = join(root, "docs", "images");

/** Attached to the report; `UPDATE_SCREENSHOTS=1 npm test -- e2e` writes those of the README anew. */
const pictures = [
  { name: "canvas.png", inReadme: true, colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "canvas-dark.png", inReadme: true, colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { name: "canvas-small.png", inReadme: false, colorScheme: "light", viewport: { width: 1024, height: 768 } },
] as const;

for (const { name, inReadme, colorScheme, viewport } of pictures) {
  test(`the picture ${name} shows an example after its run`, async ({ canvas, served, page }, testInfo) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    const example = readFileSync(join(root, "examples", "data-analysis.ipynb"), "utf8");
    await canvas.open(folderIn(served, "examples").write("data-analysis.ipynb", example));
    await canvas.press("Run all");
    await canvas.expectOutcome("succeeded");
    await canvas.outline.getByRole("treeitem", { name: /daily = rides/ }).click();
    await canvas.inspector.getByRole("tab", { name: "Output" }).click();
    await expect(canvas.inspector.getByRole("img").first()).toBeVisible();
    await canvas.idle();
    const picture = await page.screenshot({ animations: "disabled" });
    await testInfo.attach(name, { body: picture, contentType: "image/png" });
    if (!inReadme || process.env.UPDATE_SCREENSHOTS !== "1") return;
    mkdirSync(images, { recursive: true });
    writeFileSync(join(images, name), picture);
  });
}
