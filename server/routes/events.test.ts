import { connect } from "node:net";
import { applyEvents, emptyRun } from "@cellweave/engine/model/apply-event";
import type { RunEvent } from "@cellweave/engine/model/run";
import type { RunDetail, RunSummary } from "@cellweave/engine/model/wire";
import { expect, test, vi } from "vitest";
import { openTab, type ToldToTab } from "../testing/open-tab.ts";
import { serveFolder } from "../testing/serve-folder.ts";
import { type ToldRun, toldRuns } from "../testing/told-run.ts";

const python = {
  path: "/usr/bin/python3",
  version: "3.12.1",
  origin: "path",
  label: "Python",
  hasIPython: true,
} as const;

/** A server with one run that tells what the test says. */
async function serveRun(limits = {}) {
  const engine = toldRuns();
  const world = { startRun: engine.startRun, findPythons: async () => [python] };
  const served = await serveFolder({ notebooks: { "a.ipynb": ["1", "2"] }, world, options: { limits } });
  const url = await served.listen();
  const begin = async () => {
    const payload = { notebook: "a.ipynb", scope: { kind: "all" } };
    const reply = await served.app.inject({ method: "POST", url: "/api/runs", headers: served.headers, payload });
    return { run: engine.runs.at(-1) as ToldRun, id: reply.json<RunSummary>().id };
  };
  return { served, url: `${url}/api/events`, begin };
}

const line = (number: number): RunEvent => ({
  at: number,
  event: "stream",
  cell: number % 100 < 50 ? "c0" : "c1",
  name: "stdout",
  text: `line ${number} of a log that is as long as such lines are\n`,
});

function eventsOf(told: readonly ToldToTab[]): RunEvent[] {
  return told.flatMap(({ event }) => (event.topic === "run" ? event.events : []));
}

function isOver(told: readonly ToldToTab[]): boolean {
  return eventsOf(told.slice(-3)).some(({ event }) => event === "run-finished");
}

/** Tells lines in bursts, other work getting its turn between them, as it does when they come from a pipe. */
async function tellLines(run: ToldRun, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    run.tell(line(number));
    if (number % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
}

function textOf(count: number, cell: string): string {
  const lines = Array.from({ length: count }, (_, number) => line(number));
  return lines.map((told) => (told.event === "stream" && told.cell === cell ? told.text : "")).join("");
}

test("25,000 lines arrive complete and in order", async () => {
  const { url, served, begin } = await serveRun();
  const tab = await openTab(url, served.headers);
  const { run } = await begin();
  const all = tab.until(isOver);
  await tellLines(run, 25_000);
  run.finish("succeeded");
  const state = applyEvents(emptyRun, eventsOf(await all));
  for (const cell of ["c0", "c1"]) {
    expect(state.cells[cell]?.outputs).toEqual([{ output_type: "stream", name: "stdout", text: textOf(25_000, cell) }]);
  }
  const numbers = tab.told.map(({ id }) => Number(id?.split(".")[1]));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
});

test("a tab that loses its connection on the way has every line in the end", async () => {
  const { url, served, begin } = await serveRun();
  const first = await openTab(url, served.headers);
  const { run } = await begin();
  await tellLines(run, 5_000);
  const before = [...(await first.until((told) => eventsOf(told).length > 10))];
  first.close();
  await tellLines(run, 5_000);
  run.finish("succeeded");
  const again = await openTab(url, { ...served.headers, "last-event-id": before.at(-1)?.id ?? "" });
  const state = applyEvents(emptyRun, eventsOf([...before, ...(await again.until(isOver))]));
  const text = textOf(5_000, "c0");
  expect(state.cells.c0?.outputs).toEqual([{ output_type: "stream", name: "stdout", text: text + text }]);
});

test("a tab that does not read takes no memory, is told of the gap, and finds the whole text in the state", async () => {
  const { url, served, begin } = await serveRun({ replay: 256 * 1024 });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let read = "";
  socket.setEncoding("utf8").on("data", (text) => {
    read += text;
  });
  socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${served.headers.authorization}\r\n\r\n`);
  await vi.waitFor(() => expect(read.includes('"topic":"hello"')).toBe(true), 15_000);
  socket.pause();
  const { run, id } = await begin();
  // More than the buffers of both ends of a connection hold.
  const long = "x".repeat(50_000);
  for (let number = 0; number < 1_000; number++) {
    run.tell({ at: 0, event: "stream", cell: "c0", name: "stdout", text: `${number} ${long}\n` });
    if (number % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  run.finish("succeeded");
  await vi.waitFor(async () => {
    const reply = await served.app.inject({ url: "/api/runs", headers: served.headers });
    expect(reply.json<RunSummary[]>()[0]?.outcome).toBe("succeeded");
  }, 30_000);
  socket.resume();
  await vi.waitFor(() => expect(read.includes('"topic":"gap"')).toBe(true), 30_000);
  socket.destroy();
  expect(read.length).toBeLessThan(25_000_000);
  const { state } = (await served.app.inject({ url: `/api/runs/${id}`, headers: served.headers })).json<RunDetail>();
  const [output] = state.cells.c0?.outputs ?? [];
  const text = output?.output_type === "stream" ? String(output.text) : "";
  expect(text.split("\n").map((told) => told.split(" ")[0])).toEqual([
    ...Array.from({ length: 1_000 }, (_, number) => `${number}`),
    "",
  ]);
});

test("the stream says what it is and beats while nothing happens", async () => {
  const { url, served } = await serveRun({ heartbeat: 5 });
  const stop = new AbortController();
  const response = await fetch(url, { headers: served.headers, signal: stop.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
  const reader = response.body?.getReader();
  let text = "";
  while (!text.includes("\n\n:\n\n:\n\n")) text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text.startsWith("retry: 1000\n\nid: ")).toBe(true);
  stop.abort();
});
