import { writeFileSync } from "node:fs";
import { CanvasPage } from "../harness/canvas-page.ts";
import { startServer } from "../harness/server.ts";
import { expect, folderIn, test } from "../harness/test.ts";

test("a server killed in the middle of a run comes back, adopts it and shows its end", async ({ page }, testInfo) => {
  const folder = folderIn(testInfo.outputPath(), "served");
  const gate = folder.fileOf("go");
  const wait = `import os, time\nprint('waiting', flush=True)\nwhile not os.path.exists(${JSON.stringify(gate)}):\n    time.sleep(0.02)\nprint('released')`;
  folder.write("long.ipynb", { wait });
  const first = await startServer(folder.path);
  const canvas = new CanvasPage(page, first);
  await canvas.open("long.ipynb");
  await canvas.press("Run all");
  await canvas.expectOutput("wait", "waiting");
  await first.kill();
  const second = await startServer(folder.path, Number(first.address.port));
  try {
    const again = new CanvasPage(page, second);
    await page.goto(again.urlOf("long.ipynb").href);
    await again.expectStatus("wait", "running");
    writeFileSync(gate, "");
    await again.expectStatus("wait", "done");
    await expect.poll(() => folder.read("long.ipynb")).toContain("released");
  } finally {
    await second.stop();
  }
});
