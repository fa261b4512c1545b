import { existsSync, writeFileSync } from "node:fs";
import { expect, test } from "../harness/test.ts";

const branches = {
  load: "numbers = list(range(10))",
  even: "even = [n for n in numbers if n % 2 == 0]\nprint('even', even)",
  odd: "odd = [n for n in numbers if n % 2]\nprint('odd', odd)",
  total: "total = sum(even) + sum(odd)\ntotal",
};

/** A cell that goes on until the file is there; the test decides when. */
const until = (file: string) =>
  `import os, time\nprint('waiting', flush=True)\nwhile not os.path.exists(${JSON.stringify(file)}):\n    time.sleep(0.02)\nprint('released')`;

test("run all lights the nodes up and shows what each cell displays", async ({ canvas, folder, page }) => {
  const gate = folder.fileOf("go");
  await canvas.open(folder.write("run.ipynb", { ...branches, wait: until(gate) }));
  await canvas.press("Run all");
  await canvas.expectStatus("wait", "running");
  await canvas.expectStatus("total", "done");
  await canvas.expectOutput("even", "even [0, 2, 4, 6, 8]");
  await canvas.expectOutput("total", "45");
  await expect(page.getByText(/Cell \d of 5/)).toBeVisible();
  const log = await canvas.inspect("wait", "Output");
  await expect(log).toContainText("waiting");
  writeFileSync(gate, "");
  await canvas.expectStatus("wait", "done");
  await expect(log).toContainText("released");
  const saved = () => JSON.parse(folder.read("run.ipynb")).cells.at(-2).outputs;
  await expect.poll(() => JSON.stringify(saved())).toContain('"45"');
});

test("run to here computes what is missing and nothing more", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("to.ipynb", branches));
  await canvas.select("even");
  await page.keyboard.press("Alt+Enter");
  await canvas.expectStatus("even", /done|cached/);
  await canvas.expectStatus("load", /done|cached/);
  await canvas.expectStatus("odd", "not-run");
  await canvas.expectStatus("total", "not-run");
});

test("run selected and run from here start where a person says", async ({ canvas, folder, page }) => {
  await canvas.open(folder.write("from.ipynb", branches));
  await canvas.press("Run all");
  await canvas.expectStatus("total", /done|cached/);
  await canvas.rewrite("even", "even = [100]\nprint('even', even)");
  await canvas.expectStatus("even", "stale");
  await canvas.expectStatus("total", "stale");
  await page.keyboard.press("Shift+Enter");
  await canvas.expectStatus("even", "done");
  await canvas.expectStatus("total", "stale");
  await canvas.select("even");
  await page.keyboard.press("Control+Alt+Enter");
  await canvas.expectStatus("total", "done");
  await canvas.expectOutput("total", "125");
});

test("cancel stops what runs and what waits", async ({ canvas, folder }) => {
  const never = folder.fileOf("never");
  await canvas.open(folder.write("cancel.ipynb", { first: "x = 1", wait: `${until(never)}\ny = x`, last: "print(y)" }));
  await canvas.press("Run all");
  await canvas.expectStatus("wait", "running");
  await canvas.press("Cancel");
  await canvas.expectStatus("wait", /cancelled|failed/);
  await canvas.expectStatus("last", /cancelled|skipped|not-run/);
  await expect(canvas.button("Run all").first()).toBeEnabled();
  expect(existsSync(never)).toBe(false);
});

test("a failed cell is jumped to, says why, and stops only what depends on it", async ({ canvas, folder, page }) => {
  await canvas.open(
    folder.write("error.ipynb", {
      good: "x = 1",
      bad: "ratio = x / 0",
      after: "print(ratio)",
      apart: "print('still here')",
    }),
  );
  await canvas.press("Run all");
  await canvas.expectStatus("bad", "failed");
  await canvas.expectStatus("after", "skipped");
  await canvas.expectStatus("apart", "done");
  await page.keyboard.press("F8");
  await canvas.expectSelected("bad");
  await expect(page.getByText(/ZeroDivisionError/).first()).toBeVisible();
});
