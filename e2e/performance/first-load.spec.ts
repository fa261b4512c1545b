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
  const size = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000;
  record([figure("first-load JavaScript, gz", 2, size)]);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(gates["first-load JavaScript, gz"].limit);
});
