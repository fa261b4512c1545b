import type { Page } from "@playwright/test";
import { CanvasPage } from "../harness/canvas-page.ts";
import { longNotebook } from "../harness/notebook.ts";
import { startRelay } from "../harness/relay.ts";
import { expect, test } from "../harness/test.ts";
import { type Figure, figure, gates } from "./figure.ts";
import { framesDuring, p95 } from "./frames.ts";
import { record } from "./record.ts";

const sizes = [200, 1000, 5000];
const repeats = 5;

for (const cells of sizes) {
  test(`a notebook of ${cells} cells opens, moves and shows a run`, async ({ page, server, folder }) => {
    const relay = await startRelay(server.address);
    const canvas = new CanvasPage(page, { ...server, address: relay.address });
    const path = folder.write("long.ipynb", longNotebook(cells));
    await canvas.open(path);

    const opened = await openings(page, canvas, path);
    const counts = await countsOf(page);
    const moved = await movements(page, canvas);
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

async function movements(page: Page, canvas: CanvasPage) {
  const pane = await paneOf(page);
  const centre = { x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 };
  const click = await clicks(page, canvas);
  const drag = p95(
    await framesDuring(page, async () => {
      const node = canvas.nodes.first();
      await node.hover();
      await page.mouse.down();
      for (let step = 0; step < 60; step++) await page.mouse.move(centre.x + step * 3, centre.y + (step % 10));
      await page.mouse.up();
    }),
  );
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

async function clicks(page: Page, canvas: CanvasPage): Promise<number> {
  const ids = await canvas.nodes.evaluateAll((nodes) =>
    nodes.slice(0, 6).map((node) => node.getAttribute("data-node-id") ?? ""),
  );
  const milliseconds: number[] = [];
  for (const id of [...ids, ...ids]) {
    const waiting = page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          let pressed = 0;
          addEventListener("pointerdown", () => (pressed = performance.now()), { once: true, capture: true });
          const look = () => {
            const node = document.querySelector(`.react-flow [data-node-id="${wanted}"]`);
            if (pressed > 0 && node?.classList.contains("cw-node-selected")) resolve(performance.now() - pressed);
            else requestAnimationFrame(look);
          };
          look();
        }),
      id,
    );
    await canvas.node(id).click({ position: { x: 40, y: 12 } });
    milliseconds.push(await waiting);
  }
  return p95(milliseconds);
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
  return p95(frames);
}

/** 5,000 lines a second for two seconds into the node whose log is open. */
async function logStream(page: Page, canvas: CanvasPage, relay: Relay, notebook: string): Promise<number> {
  await page.getByRole("tab", { name: "Logs" }).first().click();
  const cell = (await canvas.nodes.first().getAttribute("data-node-id")) ?? "";
  await canvas.node(cell).click();
  let line = 0;
  const frames = await framesDuring(page, () =>
    everyFrame(120, () => {
      const text = Array.from({ length: 83 }, () => `line ${line++} of a training run, loss 0.123\n`).join("");
      const event = { at: Date.now(), event: "stream" as const, cell, name: "stdout" as const, text };
      relay.tell({ topic: "run", run: "storm", notebook, events: [event] });
    }),
  );
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
