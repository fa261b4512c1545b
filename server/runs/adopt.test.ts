import { join } from "node:path";
import type { RunEvent } from "@cellweave/engine/model/run";
import type { RunDetail, RunSummary } from "@cellweave/engine/model/wire";
import { expect, onTestFinished, test, vi } from "vitest";
import { openStore, type Store } from "../store/open-store.ts";
import { addEvents, addRun } from "../store/run-history.ts";
import { type ServedForTest, serveFolder, temporaryFolder } from "../testing/serve-folder.ts";
import { ownName } from "./owner.ts";

const gone = "999999999@1";
const told: readonly RunEvent[] = [
  { at: 1000, event: "run-started", run: "r1", notebook: "a.ipynb", cells: ["c0", "c1"] },
  { at: 1000, event: "cell-state", cell: "c0", state: "running" },
  { at: 1000, event: "stream", cell: "c0", name: "stdout", text: "half" },
];

/** A database in which a server has left one run without an outcome. */
async function leftBehind(directory: string, owner: string): Promise<{ readonly home: string; readonly store: Store }> {
  const home = await temporaryFolder();
  const store = await openStore(join(home, "cellweave.db"));
  onTestFinished(() => store.destroy());
  const request = { notebook: "a.ipynb", scope: { kind: "all" } } as const;
  await addRun(store, { id: "r1", directory, request, startedAt: 1000, cells: 2, owner });
  await addEvents(store, "r1", 0, told);
  return { home, store };
}

async function get<T>({ app, headers }: ServedForTest, url: string): Promise<T> {
  return (await app.inject({ url, headers })).json<T>();
}

test("a run of which nothing is left is lost, and what it showed is kept", async () => {
  const directory = await temporaryFolder();
  const { home } = await leftBehind(directory, gone);
  const served = await serveFolder({ options: { directory, home } });
  const { summary, state } = await get<RunDetail>(served, "/api/runs/r1");
  expect(summary).toMatchObject({ id: "r1", outcome: "lost", cells: 2 });
  expect(state).toMatchObject({
    outcome: "lost",
    cells: { c0: { state: "lost", outputs: [{ text: "half" }] }, c1: { state: "not-run" } },
    messages: [{ code: "CW7013" }],
  });
});

test("a run that another server still follows is left to it", async () => {
  const directory = await temporaryFolder();
  const { home } = await leftBehind(directory, ownName());
  const served = await serveFolder({ options: { directory, home } });
  expect(await get<RunSummary>(served, "/api/runs/r1")).toMatchObject({ summary: { outcome: null } });
});

test("a run of another folder waits for a server of that folder", async () => {
  const directory = await temporaryFolder();
  const { home, store } = await leftBehind(directory, gone);
  const served = await serveFolder({ options: { home } });
  expect(await get(served, "/api/runs")).toEqual([]);
  expect(await store.selectFrom("runs").select(["owner", "outcome"]).execute()).toEqual([
    { owner: gone, outcome: null },
  ]);
});

test("a run that is taken over is told again from its start", async () => {
  const directory = await temporaryFolder();
  const { home } = await leftBehind(directory, gone);
  const served = await serveFolder({
    options: { directory, home },
    world: {
      async resumeRun({ id, onEvent }) {
        for (const event of told) onEvent(event);
        onEvent({ at: 2000, event: "run-finished", outcome: "succeeded", seconds: 1 });
        return { id, cancel: async () => {}, finished: Promise.resolve("succeeded") };
      },
    },
  });
  const { state } = await vi.waitFor(async () => {
    const detail = await get<RunDetail>(served, "/api/runs/r1");
    expect(detail.summary.outcome).toBe("succeeded");
    return detail;
  }, 15_000);
  expect(state.cells.c0?.outputs).toMatchObject([{ text: "half" }]);
  const { events } = await get<{ events: RunEvent[] }>(served, "/api/runs/r1/events");
  expect(events.map(({ event }) => event)).toEqual(["run-started", "cell-state", "stream", "run-finished"]);
});
