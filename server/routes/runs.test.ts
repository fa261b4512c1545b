import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { applyEvents } from "@cellweave/engine/model/apply-event";
import type { RunEvent } from "@cellweave/engine/model/run";
import type { NotebookFile, RunDetail, RunEventPage, RunSummary } from "@cellweave/engine/model/wire";
import { describe, expect, test, vi } from "vitest";
import { notebookText } from "../testing/notebook-text.ts";
import { openTab, type ToldToTab } from "../testing/open-tab.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";
import { toldRuns } from "../testing/told-run.ts";

const at = 1000;
const running = (cell: string): RunEvent => ({ at, event: "cell-state", cell, state: "running", executionCount: 1 });
const done = (cell: string): RunEvent => ({ at, event: "cell-state", cell, state: "done", seconds: 1 });
const failed = (cell: string): RunEvent => ({ at, event: "cell-state", cell, state: "failed", reason: "ValueError" });
const line = (cell: string, text: string): RunEvent => ({ at, event: "stream", cell, name: "stdout", text });

const python = {
  path: "/usr/bin/python3",
  version: "3.12.1",
  origin: "path",
  label: "Python",
  hasIPython: true,
} as const;

async function serve(sources: readonly string[] = ["1", "2"], save = 5) {
  const engine = toldRuns();
  const world = { startRun: engine.startRun, findPythons: async () => [python] };
  const limits = { batch: 1, journal: 1, save };
  const served = await serveFolder({ notebooks: { "a.ipynb": sources }, world, options: { limits } });
  return { served, engine };
}

async function start(served: ServedForTest, body: object = {}) {
  const payload = { notebook: "a.ipynb", scope: { kind: "all" }, ...body };
  return served.app.inject({ method: "POST", url: "/api/runs", headers: served.headers, payload });
}

async function get<T>(served: ServedForTest, url: string): Promise<T> {
  return (await served.app.inject({ url, headers: served.headers })).json<T>();
}

async function finished(served: ServedForTest, id: string): Promise<RunDetail> {
  return vi.waitFor(async () => {
    const detail = await get<RunDetail>(served, `/api/runs/${id}`);
    expect(detail.summary.outcome).not.toBeNull();
    return detail;
  }, 15_000);
}

async function cellsOnDisk(served: ServedForTest) {
  const { cells } = JSON.parse(await readFile(join(served.directory, "a.ipynb"), "utf8"));
  return cells as { id: string; source: string[]; outputs: { text?: string[] }[]; execution_count: number | null }[];
}

describe("a run", () => {
  test("is started with what the engine needs, told, kept and listed", async () => {
    const { served, engine } = await serve();
    const summary = (await start(served, { parallel: 3 })).json<RunSummary>();
    const [run] = engine.runs;
    expect(run?.input).toMatchObject({
      id: summary.id,
      notebookPath: join(served.directory, "a.ipynb"),
      home: served.home,
      parallel: 3,
      python,
      request: { notebook: "a.ipynb", scope: { kind: "all" }, parallel: 3 },
    });
    run?.tell(running("c0"), line("c0", "a"), line("c0", "b\n"), failed("c0"));
    run?.finish("failed");
    const detail = await finished(served, summary.id);
    expect(detail.summary).toMatchObject({
      id: summary.id,
      notebook: "a.ipynb",
      outcome: "failed",
      cells: 2,
      failed: ["c0"],
    });
    expect(detail.state.cells.c0).toMatchObject({
      state: "failed",
      outputs: [{ output_type: "stream", name: "stdout", text: "ab\n" }],
    });
    expect(await get<RunSummary[]>(served, "/api/runs?notebook=a.ipynb")).toEqual([detail.summary]);
    expect(await get<RunSummary[]>(served, "/api/runs?notebook=b.ipynb")).toEqual([]);
  });

  test("its events are read a page at a time, from any number on", async () => {
    const { served, engine } = await serve();
    const { id } = (await start(served)).json<RunSummary>();
    engine.runs[0]?.tell(running("c0"), line("c0", "a"));
    const first = await get<RunEventPage>(served, `/api/runs/${id}/events`);
    expect(first.events.map(({ event }) => event)).toEqual(["run-started", "cell-state", "stream"]);
    expect(first.finished).toBe(false);
    engine.runs[0]?.finish("succeeded");
    await finished(served, id);
    const rest = await get<RunEventPage>(served, `/api/runs/${id}/events?after=${first.next}`);
    expect(rest.events.map(({ event }) => event)).toEqual(["run-finished"]);
    expect(await get<RunEventPage>(served, `/api/runs/${id}/events?after=${rest.next}`)).toEqual({
      events: [],
      next: rest.next,
      finished: true,
    });
  });

  test("is cancelled when asked to", async () => {
    const { served } = await serve();
    const { id } = (await start(served)).json<RunSummary>();
    await served.app.inject({ method: "POST", url: `/api/runs/${id}/cancel`, headers: served.headers });
    expect((await finished(served, id)).summary.outcome).toBe("cancelled");
  });

  test.each([
    [{ notebook: "../a.ipynb" }, 403, "CW7003"],
    [{ notebook: "none.ipynb" }, 404, "CW7004"],
    [{ scope: { kind: "some" } }, 400, "CW7005"],
    [{ scope: { kind: "selected" } }, 400, "CW7005"],
    [{ parallel: 0 }, 400, "CW7005"],
    [{ python: "/nowhere/python" }, 422, "CW7014"],
  ])("that asks for %j is refused", async (body, status, code) => {
    const engine = toldRuns();
    const findPythons = async ({ option }: { option: string | null }) => (option === null ? [python] : []);
    const served = await serveFolder({ notebooks: { "a.ipynb": [] }, world: { ...engine, findPythons } });
    const reply = await start(served, body);
    expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
    expect(await get(served, "/api/runs")).toEqual([]);
  });

  test("that the engine will not start leaves no trace", async () => {
    const startRun = () => Promise.reject(new Error("no room"));
    const served = await serveFolder({
      notebooks: { "a.ipynb": [] },
      world: { startRun, findPythons: async () => [python] },
    });
    expect((await start(served)).statusCode).toBe(500);
    expect(await get(served, "/api/runs")).toEqual([]);
  });

  test("nobody knows is missing", async () => {
    const { served } = await serve();
    for (const url of ["/api/runs/none", "/api/runs/none/events"]) {
      expect(await get(served, url)).toMatchObject({ code: "CW7006" });
    }
  });
});

describe("outputs in the notebook", () => {
  test("are there while the run goes on, and all of them at its end", async () => {
    const { served, engine } = await serve();
    const { id } = (await start(served)).json<RunSummary>();
    engine.runs[0]?.tell(running("c0"), line("c0", "half"));
    await vi.waitFor(async () => expect((await cellsOnDisk(served))[0]?.outputs[0]?.text).toEqual(["half"]), 15_000);
    engine.runs[0]?.tell(line("c0", " done\n"), done("c0"));
    engine.runs[0]?.finish("succeeded");
    await finished(served, id);
    const [first, second] = await cellsOnDisk(served);
    expect(first).toMatchObject({ execution_count: 1, outputs: [{ text: ["half done\n"] }] });
    expect(second).toMatchObject({ execution_count: null, outputs: [] });
  });

  test("go into the cells that are still there, whatever else was changed meanwhile", async () => {
    const { served, engine } = await serve(["1", "2"], 60_000);
    const { id } = (await start(served)).json<RunSummary>();
    const changed = notebookText(["changed"]).replace(
      '"metadata": {},\n "nbformat"',
      '"metadata": {"mine": 1},\n "nbformat"',
    );
    await writeFile(join(served.directory, "a.ipynb"), changed);
    engine.runs[0]?.tell(running("c0"), line("c0", "a"), running("c1"), line("c1", "b"));
    engine.runs[0]?.finish("succeeded");
    await finished(served, id);
    const cells = await cellsOnDisk(served);
    expect(cells).toMatchObject([{ id: "c0", source: ["changed"], outputs: [{ text: ["a"] }] }]);
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).toContain('"mine": 1');
  });

  test("do not go into a cell that is no code any more", async () => {
    const { served, engine } = await serve(["1", "2"], 60_000);
    const { id } = (await start(served)).json<RunSummary>();
    const changed = notebookText(["1", "2"]).replace(
      '"cell_type": "code",\n   "execution_count": null,',
      '"cell_type": "markdown",',
    );
    await writeFile(join(served.directory, "a.ipynb"), changed.replace('"outputs": [],\n   ', ""));
    engine.runs[0]?.tell(running("c0"), line("c0", "a"), running("c1"), line("c1", "b"));
    engine.runs[0]?.finish("succeeded");
    const { state } = await finished(served, id);
    expect(state.messages).toEqual([]);
    expect(await cellsOnDisk(served)).toMatchObject([{ cell_type: "markdown" }, { outputs: [{ text: ["b"] }] }]);
  });

  test.each([
    ["is not text", Buffer.from([0xff, 0x00])],
    ["is half merged", Buffer.from("<<<<<<< HEAD\n")],
  ])("that cannot be written since the file %s are told of, once, and the run goes on", async (_title, bytes) => {
    const { served, engine } = await serve();
    const { id } = (await start(served)).json<RunSummary>();
    await writeFile(join(served.directory, "a.ipynb"), bytes);
    engine.runs[0]?.tell(running("c0"), line("c0", "a"));
    await vi.waitFor(async () => {
      const { state } = await get<RunDetail>(served, `/api/runs/${id}`);
      expect(state.messages).toMatchObject([{ code: "CW7017" }]);
    }, 15_000);
    engine.runs[0]?.finish("succeeded");
    const { state, summary } = await finished(served, id);
    expect([summary.outcome, state.messages.length]).toEqual(["succeeded", 1]);
  });

  test("of two runs at once both arrive", async () => {
    const { served, engine } = await serve();
    const ids = [(await start(served)).json<RunSummary>().id, (await start(served)).json<RunSummary>().id];
    engine.runs[0]?.tell(running("c0"), line("c0", "one"));
    engine.runs[1]?.tell(running("c1"), line("c1", "two"));
    for (const run of engine.runs) run.finish("succeeded");
    for (const id of ids) await finished(served, id);
    expect((await cellsOnDisk(served)).map(({ outputs }) => outputs[0]?.text)).toEqual([["one"], ["two"]]);
  });
});

describe("what tabs are told", () => {
  test("of a run in order, then that the notebook has another version", async () => {
    const { served, engine } = await serve();
    const tab = await openTab(`${await served.listen()}/api/events`, served.headers);
    const { id } = (await start(served)).json<RunSummary>();
    engine.runs[0]?.tell(running("c0"), line("c0", "a"), done("c0"));
    const told = await tab.until((all) => all.at(-1)?.event.topic === "notebook");
    const events = told.flatMap(({ event }) => (event.topic === "run" && event.run === id ? event.events : []));
    expect(events.map(({ event }) => event)).toEqual(["run-started", "cell-state", "stream", "cell-state"]);
    expect(told.at(-1)?.event).toMatchObject({ topic: "notebook", path: "a.ipynb" });
  });

  test("a state says which events are in it: with the later ones it is the state at the end", async () => {
    const { served, engine } = await serve();
    const url = `${await served.listen()}/api/events`;
    const { id } = (await start(served)).json<RunSummary>();
    const text = Array.from({ length: 300 }, (_, number) => `${number}\n`);
    for (const part of text.slice(0, 150)) engine.runs[0]?.tell(line("c0", part));
    const { state, after } = await get<RunDetail>(served, `/api/runs/${id}`);
    for (const part of text.slice(150)) engine.runs[0]?.tell(line("c0", part));
    engine.runs[0]?.finish("succeeded");
    const tab = await openTab(`${url}?after=${after}`, served.headers);
    const told = await tab.until((all) => eventsOf(all).some(({ event }) => event === "run-finished"));
    const end = applyEvents(state, eventsOf(told));
    expect(end.cells.c0?.outputs).toEqual([{ output_type: "stream", name: "stdout", text: text.join("") }]);
    expect(end).toEqual((await finished(served, id)).state);
  });

  test("when another program changes an opened notebook, and when it deletes it", async () => {
    const { served } = await serve();
    const tab = await openTab(`${await served.listen()}/api/events`, served.headers);
    const notebookEvents = () => tab.told.map(({ event }) => event).filter(({ topic }) => topic === "notebook");
    await get(served, "/api/notebooks/a.ipynb");
    await writeFile(join(served.directory, "a.ipynb"), notebookText(["changed"]));
    await tab.until(() => notebookEvents().length === 1);
    const { version } = await get<NotebookFile>(served, "/api/notebooks/a.ipynb");
    expect(notebookEvents()).toEqual([{ topic: "notebook", path: "a.ipynb", version }]);
    await rm(join(served.directory, "a.ipynb"));
    await tab.until(() => notebookEvents().length === 2);
    expect(notebookEvents()[1]).toEqual({ topic: "notebook", path: "a.ipynb", version: null });
  });
});

function eventsOf(told: readonly ToldToTab[]): RunEvent[] {
  return told.flatMap(({ event }) => (event.topic === "run" ? event.events : []));
}
