import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestInfo } from "@playwright/test";
import { root } from "../../scripts/setup/root.mjs";
import { markdown } from "../harness/notebook.ts";
import { expect, folderIn, test } from "../harness/test.ts";

const images = join(root, "docs", "images");

/** Attached to the report; `UPDATE_SCREENSHOTS=1 npm test -- e2e` writes those of the README and the docs anew. */
const pictures = [
  { name: "canvas.png", inReadme: true, colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "canvas-dark.png", inReadme: true, colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { name: "canvas-small.png", inReadme: false, colorScheme: "light", viewport: { width: 1024, height: 768 } },
] as const;

async function keep(picture: Buffer, name: string, testInfo: TestInfo, inDocs = true): Promise<void> {
  await testInfo.attach(name, { body: picture, contentType: "image/png" });
  if (!inDocs || process.env.UPDATE_SCREENSHOTS !== "1") return;
  mkdirSync(images, { recursive: true });
  writeFileSync(join(images, name), picture);
}

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
    await keep(await page.screenshot({ animations: "disabled" }), name, testInfo, inReadme);
  });
}

const parallel = {
  title: markdown("# Stations\n\nOne file for each station, and a trend for each."),
  stations: "import time\nimport cellweave as cw\n\nstations = [f'station-{n:03}' for n in range(60)]",
  trend:
    "def trend(name):\n    time.sleep(0.02 + (sum(map(ord, name)) % 9) / 60)\n    if name.endswith('13'):\n        raise ValueError(f'{name} has no data')\n    print('read', name)\n    return sum(map(ord, name)) % 50",
  trends: "# Trends, one for each station\ntrends = cw.map(trend, stations, on_error='collect')",
  known:
    "# Those that are known\nknown = [t for t in trends if not isinstance(t, cw.Failure)]\nprint(len(known), max(known))",
};

test("the picture skeletons.png shows the items of a map", async ({ canvas, folder, page }, testInfo) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await canvas.open(folder.write("stations.ipynb", parallel));
  await canvas.press("Run all");
  await canvas.expectOutcome("succeeded");
  await canvas.outline.getByRole("treeitem", { name: /Trends, one/ }).click();
  await canvas.inspector.getByRole("tab", { name: "Parallel" }).click();
  await canvas.perform("Items of the cell's skeleton");
  await page.getByTestId("items").getByRole("button", { name: "Item [0]" }).click();
  await expect(page.getByRole("region", { name: "Item [0]", exact: true })).toBeVisible();
  await canvas.idle();
  await keep(await page.screenshot({ animations: "disabled" }), "skeletons.png", testInfo);
});
