import type { Page } from "@playwright/test";
import { CanvasPage } from "../harness/canvas-page.ts";
import { longNotebook } from "../harness/notebook.ts";
import { startRelay } from "../harness/relay.ts";
import { expect, test } from "../harness/test.ts";
import { type Figure, figure, gates } from "./figure.ts";
import { framesDuring, p95 } from "./frames.ts";
import { record } from "./record.ts";

const sizes = [200, 1000, 5000];
const repeats = 3;

for (const cells of sizes) {
  test(`a notebook of ${cells} cells opens, moves and shows a run`, async ({ page, server, folder }) => {
    const relay = await startRelay(server.address);
    const canvas = new CanvasPage(page, { ...server, address: relay.address });
    const path = folder.write("long.ipynb", longNotebook(cells));
    await canvas.open(path);

    const opened = await openings(page, canvas, path);
    const counts = await countsOf(page);
    const moved = await movements(page);
    await canvas.open(path);
    const storm = await statusStorm(page, relay, path, cells);
    const log = await logStream(page, canvas, relay, path);
    relay.close();

    const figures: Figure[] = [
      figure("open to interactive, warm server", cells, opened),
      figure("drag frame p95", cells, moved.drag),
      figure("pan frame p95", cells, moved.pan),
      figure("zoom 1 to 0.15 frame p95", cells, moved.zoom),
      figure("click to selected p95", cells, moved.click),
      figure("status storm, 20 nodes a frame, p95", cells, storm),
      figure("log stream 5,000 lines/s, longest frame", cells, log),
      figure("heap after collection", cells, counts.heap),
      figure("DOM elements", cells, counts.elements),
    ];
    record(figures);
    if (cells > 1000) return;
    const broken = figures.filter(({ name, value, limit }) => gates[name as keyof typeof gates].held && value > limit);
    expect(broken).toEqual([]);
  });
}

/** Median seconds from the address to a canvas that answers. */
async function openings(page: Page, canvas: CanvasPage, path: string): Promise<number> {
  const seconds: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    await page.goto("about:blank");
    const started = performance.now();
    await canvas.open(path);
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds.sort((a, b) => a - b)[Math.floor(repeats / 2)] ?? Number.NaN;
}

async function countsOf(page: Page): Promise<{ heap: number; elements: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  return { heap: usedSize / 1e6, elements };
}

async function movements(page: Page) {
  const pane = await paneOf(page);
  const centre = { x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 };
  const click = await clicks(page);
  const dragged = page.locator(".react-flow [data-node-id][data-state]").first();
  const before = await dragged.boundingBox();
  const drag = p95(
    await framesDuring(page, async () => {
      await dragged.hover({ position: { x: 60, y: 12 } });
      await page.mouse.down();
      for (let step = 0; step < 60; step++) await page.mouse.move(centre.x + step * 3, centre.y + (step % 10));
      await page.mouse.up();
    }),
  );
  expect(Math.abs(((await dragged.boundingBox())?.x ?? 0) - (before?.x ?? 0))).toBeGreaterThan(50);
  const pan = p95(
    await framesDuring(page, async () => {
      await page.mouse.move(centre.x, centre.y);
      for (let step = 0; step < 60; step++) await page.mouse.wheel(step < 30 ? 20 : -20, 60);
    }),
  );
  const zoom = p95(
    await framesDuring(page, async () => {
      await page.keyboard.down("Control");
      for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 40 ? 30 : -30);
      await page.keyboard.up("Control");
    }),
  );
  return { click, drag, pan, zoom };
}

async function paneOf(page: Page) {
  const box = await page.getByRole("application").or(page.locator(".react-flow")).first().boundingBox();
  if (!box) throw new Error("The canvas is not on the page");
  return box;
}

/** From the press on a cell that is in view to the frame in which it is drawn as selected. */
async function clicks(page: Page): Promise<number> {
  const ids = await page.evaluate(() => {
    const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
    const cells = [...document.querySelectorAll<HTMLElement>(".react-flow [data-node-id][data-state]")];
    const inView = cells.filter((cell) => {
      const { left, top, right, bottom } = cell.getBoundingClientRect();
      return pane && left > pane.left && right < pane.right && top > pane.top + 60 && bottom < pane.bottom - 200;
    });
    return inView.slice(0, 6).map((cell) => cell.dataset.nodeId ?? "");
  });
  const milliseconds: number[] = [];
  for (const id of [...ids, ...ids]) {
    await page.keyboard.press("Escape");
    const waiting = page.evaluate(untilSelected, id);
    const box = await page.locator(`.react-flow [data-node-id="${id}"]`).boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 3, (box?.y ?? 0) + 12);
    milliseconds.push(await waiting);
  }
  return p95(milliseconds);
}

/** Runs in the page. A press that selects nothing in five seconds counts as five seconds. */
function untilSelected(id: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = performance.now();
    let pressed = 0;
    const press = () => {
      pressed = performance.now();
    };
    addEventListener("pointerdown", press, { once: true, capture: true });
    const look = () => {
      const node = document.querySelector(`.react-flow [data-node-id="${id}"]`);
      const selected = pressed > 0 && node?.classList.contains("cw-node-selected");
      if (selected || performance.now() - asked > 5000) resolve(performance.now() - (pressed || asked));
      else requestAnimationFrame(look);
    };
    look();
  });
}

type Relay = Awaited<ReturnType<typeof startRelay>>;

/** 20 cells change state in each frame for two seconds. */
async function statusStorm(page: Page, relay: Relay, notebook: string, cells: number): Promise<number> {
  const ids = Array.from({ length: cells }, (_, index) => `cell-${index}`).filter((_, index) => index % 20 !== 0);
  const at = Date.now();
  relay.tell({
    topic: "run",
    run: "storm",
    notebook,
    events: [{ at, event: "run-started", run: "storm", notebook, cells: ids }],
  });
  const frames = await framesDuring(page, () =>
    everyFrame(120, (frame) => {
      const changed = Array.from({ length: 20 }, (_, index) => ids[(frame * 20 + index) % ids.length] ?? "");
      const state = (["queued", "running", "done"] as const)[Math.floor((frame * 20) / ids.length) % 3] ?? "done";
      const events = changed.map((cell) => ({ at, event: "cell-state" as const, cell, state }));
      relay.tell({ topic: "run", run: "storm", notebook, events });
    }),
  );
  expect(await page.evaluate(() => window.__cellweave?.statusOf("cell-1"))).toMatch(/queued|running|done/);
  return p95(frames);
}

/** 5,000 lines a second for two seconds into the node whose log is open. */
async function logStream(page: Page, canvas: CanvasPage, relay: Relay, notebook: string): Promise<number> {
  const cell = "cell-1";
  await canvas.inspect(cell, "Logs");
  let line = 0;
  const frames = await framesDuring(page, () =>
    everyFrame(120, () => {
      const text = Array.from({ length: 83 }, () => `line ${line++} of a training run, loss 0.123\n`).join("");
      const event = { at: Date.now(), event: "stream" as const, cell, name: "stdout" as const, text };
      relay.tell({ topic: "run", run: "storm", notebook, events: [event] });
    }),
  );
  await canvas.expectOutput(cell, `line ${line - 1} of`);
  return Math.max(...frames);
}

/** Calls back at the rate of a screen, 60 times a second. */
function everyFrame(count: number, act: (frame: number) => void): Promise<void> {
  return new Promise((resolve) => {
    let frame = 0;
    const timer = setInterval(() => {
      act(frame++);
      if (frame < count) return;
      clearInterval(timer);
      resolve();
    }, 1000 / 60);
  });
}
