import { gzipSync } from "node:zlib";
import { expect, test } from "../harness/test.ts";
import { figure, gates } from "./figure.ts";
import { record } from "./record.ts";

test("the first page loads little JavaScript", async ({ page, canvas, folder }) => {
  const scripts = new Map<string, number>();
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script" || !response.ok()) return;
    scripts.set(response.url(), gzipSync(await response.body()).length);
  });
  await canvas.open(folder.write("small.ipynb", { one: "x = 1", two: "print(x)" }));
  const sum = (workers: boolean) =>
    [...scripts].reduce((sum, [url, bytes]) => (url.includes("worker") === workers ? sum + bytes : sum), 0) / 1000;
  // The analysis runs beside the page and does not hold its first picture back, so it is counted apart.
  const shown = sum(false);
  record([figure("first-load JavaScript, gz", 2, shown), figure("analysis worker, gz", 2, sum(true))]);
  expect(shown).toBeGreaterThan(0);
  expect(shown).toBeLessThanOrEqual(gates["first-load JavaScript, gz"].limit);
});
