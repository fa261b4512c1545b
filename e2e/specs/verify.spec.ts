import type { Verdict } from "@cellweave/engine/model/verdict";
import { CanvasPage } from "../harness/canvas-page.ts";
import { startRelay } from "../harness/relay.ts";
import { expect, test } from "../harness/test.ts";

const notebook = {
  load: "numbers = list(range(10))",
  even: "even = [n for n in numbers if n % 2 == 0]\nprint(even)",
  total: "total = sum(even)\ntotal",
};

test("a verified notebook carries a seal, which goes when a cell changes and comes back with undo", async ({
  canvas,
  folder,
  page,
}) => {
  await canvas.open(folder.write("verify.ipynb", notebook));
  await canvas.perform("Verify: the same as Restart and run all?");
  const seal = page.getByTestId("seal");
  await expect(seal).toHaveAccessibleName("Verified: the same as Restart and run all", { timeout: 80_000 });
  await seal.click();
  const dialog = page.getByRole("dialog", { name: "Verified: the same as Restart and run all", exact: true });
  await expect(dialog).toContainText("Variables compared");
  await expect(dialog).toContainText("with Python 3.");
  await page.keyboard.press("Escape");
  await canvas.rewrite("total", "total = sum(even) + 1\ntotal");
  await expect(seal).toBeHidden();
  await page.keyboard.press("Escape");
  while (await canvas.button(/^Undo/).isEnabled()) await canvas.undo();
  await expect(seal).toBeVisible();
  await canvas.rewrite("even", "even = [n for n in numbers if n % 2 == 0]  # those that are even\nprint(even)");
  await expect(seal).toBeVisible();
});

const different: Verdict = {
  verdict: "different",
  cells: 3,
  failed: 0,
  variables: 4,
  seconds: { inOrder: 2, asFlow: 1 },
  steps: 3,
  again: 0,
  difference: {
    cell: "total",
    variable: "total",
    place: "total",
    what: "`total` differs",
    inOrder: "20",
    asFlow: "45",
    missingEdge: { from: "even", to: "total", variable: "even" },
    ranBeside: [],
  },
  leftOut: [],
  notes: [],
};

test("where a run is not the same, the cell is jumped to and the missing edge is drawn", async ({
  folder,
  page,
  server,
}) => {
  const relay = await startRelay(server.address);
  const canvas = new CanvasPage(page, { ...server, address: relay.address });
  const path = folder.write("different.ipynb", notebook);
  await canvas.open(path);
  await canvas.perform("Verify: the same as Restart and run all?");
  await expect(page.getByTestId("seal")).toHaveAccessibleName("Verified: the same as Restart and run all", {
    timeout: 80_000,
  });
  const sealed = await page.evaluate(() => window.__cellweave?.verification().seal ?? null);
  if (!sealed) throw new Error("The page knows no seal.");
  // A correct engine finds no difference, so the server is spoken for.
  const going = { id: "v", notebook: path, startedAt: 0, way: null, done: 0, total: 0, error: null };
  relay.tell({
    topic: "verification",
    verification: { ...going, finishedAt: 1, verdict: different },
    seal: { ...sealed, verdict: different },
  });
  await expect(page.getByTestId("seal")).toHaveAccessibleName("Not the same as Restart and run all");
  await page.getByTestId("seal").click();
  const dialog = page.getByRole("dialog", { name: "Not the same as Restart and run all", exact: true });
  await expect(dialog.getByText("45")).toBeVisible();
  await dialog
    .getByRole("button", { name: /^Cell 3/ })
    .first()
    .click();
  await expect(dialog).toBeHidden();
  await canvas.expectSelected("total");
  await page.getByTestId("seal").click();
  await dialog.getByRole("button", { name: "Draw it" }).click();
  await expect
    .poll(() => page.evaluate(() => window.__cellweave?.graph().edges.map(({ kind }) => kind)))
    .toContain("drawn");
  relay.close();
});
