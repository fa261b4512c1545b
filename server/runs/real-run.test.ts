import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunDetail, RunSummary } from "@cellweave/engine/model/wire";
import { expect, test } from "vitest";
import { openTab, type ToldToTab } from "../testing/open-tab.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";

async function run(served: ServedForTest, body: object): Promise<RunDetail> {
  const { app, headers } = served;
  const tab = await openTab(`${await served.listen()}/api/events`, headers);
  const payload = { notebook: "a.ipynb", scope: { kind: "all" }, ...body };
  const { id } = (await app.inject({ method: "POST", url: "/api/runs", headers, payload })).json<RunSummary>();
  await tab.until((told) =>
    told.some(({ event }) => event.topic === "run" && event.events.some((one) => one.event === "run-finished")),
  );
  return (await app.inject({ url: `/api/runs/${id}`, headers })).json<RunDetail>();
}

async function outputsOnDisk(served: ServedForTest): Promise<unknown[]> {
  const { cells } = JSON.parse(await readFile(join(served.directory, "a.ipynb"), "utf8"));
  return cells.map(({ outputs }: { outputs: unknown }) => outputs);
}

test("a notebook runs on this machine's Python and holds its outputs afterwards", async () => {
  const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 20", "print('is', x)", "x + 1", "1 / 0"] } });
  const { summary, state } = await run(served, {});
  expect([state.outcome, summary.failed]).toEqual(["failed", ["c3"]]);
  await served.app.close();
  expect(await outputsOnDisk(served)).toMatchObject([
    [],
    [{ output_type: "stream", name: "stdout", text: ["is 20\n"] }],
    [{ output_type: "execute_result", data: { "text/plain": ["21"] } }],
    [{ output_type: "error", ename: "ZeroDivisionError" }],
  ]);
});

test("20,000 lines of a real Python reach the tab and the notebook complete, a progress bar as its last line", async () => {
  const lines = "for number in range(20_000): print('line', number, flush=True)";
  const bar = "import sys\nfor done in range(101): print(f'\\r{done:3}%', end='', file=sys.stderr, flush=True)";
  const served = await serveFolder({ notebooks: { "a.ipynb": [lines, bar] } });
  const { state } = await run(served, {});
  const text = Array.from({ length: 20_000 }, (_, number) => `line ${number}\n`).join("");
  expect(state.cells.c0?.outputs).toEqual([{ output_type: "stream", name: "stdout", text }]);
  expect(state.cells.c1?.outputs).toEqual([{ output_type: "stream", name: "stderr", text: "100%" }]);
  await served.app.close();
  const [first] = await outputsOnDisk(served);
  expect(first).toMatchObject([{ text: text.split(/(?<=\n)/) }]);
});

test("a run that is cancelled stops its Python and keeps what it showed", async () => {
  const source = "import time\nprint('begun', flush=True)\ntime.sleep(600)";
  const served = await serveFolder({ notebooks: { "a.ipynb": [source, "print('never')"] } });
  const { app, headers } = served;
  const tab = await openTab(`${await served.listen()}/api/events`, headers);
  const happened = (name: string) => (told: readonly ToldToTab[]) =>
    told.some(({ event }) => event.topic === "run" && event.events.some((one) => one.event === name));
  const payload = { notebook: "a.ipynb", scope: { kind: "all" } };
  const { id } = (await app.inject({ method: "POST", url: "/api/runs", headers, payload })).json<RunSummary>();
  await tab.until(happened("stream"));
  await app.inject({ method: "POST", url: `/api/runs/${id}/cancel`, headers });
  await tab.until(happened("run-finished"));
  const { state } = (await app.inject({ url: `/api/runs/${id}`, headers })).json<RunDetail>();
  expect(state.outcome).toBe("cancelled");
  expect(state.cells.c0?.outputs[0]).toEqual({ output_type: "stream", name: "stdout", text: "begun\n" });
  expect(state.cells.c1?.outputs).toEqual([]);
});

test("a run of some cells runs what they need and no more", async () => {
  const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 2", "print('other')", "x * 3"] } });
  const { state } = await run(served, { scope: { kind: "to", cells: ["c2"] } });
  expect(state.outcome).toBe("succeeded");
  expect(state.cells.c2?.outputs).toMatchObject([{ data: { "text/plain": "6" } }]);
});
