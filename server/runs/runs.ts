import { randomBytes } from "node:crypto";
import type { StartedRun } from "@cellweave/engine";
import { type PythonParser, parseNotebook } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import { applyEvents, emptyRun } from "@cellweave/engine/model/apply-event";
import type { CellId, Flow } from "@cellweave/engine/model/flow";
import type { RunEvent, RunId, RunOutcome, RunRequest, RunState } from "@cellweave/engine/model/run";
import type { RunDetail, RunEventPage, RunSummary } from "@cellweave/engine/model/wire";
import type { ServerConfig } from "../config.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Notebooks } from "../notebooks/notebooks.ts";
import { findNotebook } from "../notebooks/served-path.ts";
import type { Store } from "../store/open-store.ts";
import {
  addEvents,
  addRun,
  clearEvents,
  endRun,
  findRun,
  listRuns,
  pruneEvents,
  readEvents,
  removeRun,
  takeOver,
  unfinishedRuns,
} from "../store/run-history.ts";
import type { RunRow } from "../store/schema.ts";
import { LiveRun } from "./live-run.ts";
import { outputEdits } from "./output-edits.ts";
import { isAlive, ownName } from "./owner.ts";
import type { Pythons } from "./pythons.ts";

export interface Runs {
  start(request: RunRequest): Promise<RunSummary>;
  cancel(id: RunId): Promise<RunSummary>;
  list(notebook: string | null): Promise<RunSummary[]>;
  detail(id: RunId): Promise<RunDetail>;
  events(id: RunId, after: number): Promise<RunEventPage>;
  /** Takes over what a server that died left running in this folder; settles when each such run is followed or lost. */
  adopt(): Promise<void>;
  /** Stops following. What runs goes on by itself and is taken over by the next server. */
  close(): Promise<void>;
}

export interface RunsInput {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly hub: EventHub;
  readonly notebooks: Notebooks;
  readonly pythons: Pythons;
  loadParser(): Promise<PythonParser>;
  /** Told what went wrong where nobody waits for an answer. */
  report(error: unknown): void;
}

interface Followed {
  readonly live: LiveRun;
  readonly notebook: string;
  /** Known once the engine has taken the run. */
  started: StartedRun | null;
  /** It was cancelled before that. */
  unwanted: boolean;
}

interface Beginning {
  readonly before?: { readonly state: RunState; readonly events: number };
  /** Nothing is journalled before it settles. */
  readonly ready?: Promise<void>;
}

/** The runs of the served folder: those that go on, and the history of those that ended. */
export function createRuns(input: RunsInput): Runs {
  const { config, store, hub, notebooks, pythons, loadParser, report } = input;
  const { directory, home, world, limits } = config;
  const followed = new Map<RunId, Followed>();
  const owner = ownName();
  const ending = new Set<Promise<void>>();
  let closed = false;

  function follow(id: RunId, notebook: string, { before, ready }: Beginning = {}): Followed {
    const troubles = new Set<string>();
    const live = new LiveRun({
      notebook,
      limits,
      before,
      tell: (events) => hub.tell({ topic: "run", run: id, notebook, events }),
      journal: async (first, events) => {
        await ready;
        await addEvents(store, id, first, events);
      },
      writeOutputs: async (written, now) => {
        await notebooks.amend(notebook, (text) => outputEdits(written, now, cellsOf(text)));
      },
      onTrouble(error) {
        const text = `The run's outputs are not all kept: ${(error as Error).message}`;
        if (closed || troubles.has(text)) return;
        troubles.add(text);
        live.add({ at: Date.now(), event: "message", code: "CW7017", text, cell: null });
      },
    });
    const run: Followed = { live, notebook, started: null, unwanted: false };
    followed.set(id, run);
    return run;
  }

  function listener(run: Followed): (event: RunEvent) => void {
    return (event) => {
      if (!closed) run.live.add(event);
    };
  }

  async function untilFinished(id: RunId, run: Followed, started: StartedRun): Promise<void> {
    run.started = started;
    if (run.unwanted) void started.cancel();
    const outcome = await started.finished.catch((error: unknown) => {
      tellLost(run, `The run broke off: ${(error as Error).message}`);
      return "lost" as const;
    });
    // A run that ends while the server closes is found ended by the next one.
    if (closed) return;
    const finishing = finish(id, run, outcome).catch(report);
    ending.add(finishing);
    await finishing;
    ending.delete(finishing);
  }

  async function finish(id: RunId, { live, notebook }: Followed, outcome: RunOutcome): Promise<void> {
    await live.settle();
    const { cells } = live.state;
    const end = { outcome, finishedAt: Date.now(), cells: Object.keys(cells).length, failed: failedOf(live.state) };
    await endRun(store, id, end);
    followed.delete(id);
    await pruneEvents(store, directory, notebook);
  }

  async function takeOne(row: RunRow): Promise<void> {
    if (isAlive(row.owner) || !(await takeOver(store, row.id, row.owner, owner))) return;
    const { promise: ready, resolve } = deferred();
    const run = follow(row.id, row.notebook, { ready });
    const input = { id: row.id, home, parser: await loadParser(), onEvent: listener(run) };
    const started = await world.resumeRun(input).catch(() => null);
    if (started === null) return giveUp(row);
    // All is told again, but until now the old account was the only one.
    await clearEvents(store, row.id);
    resolve();
    void untilFinished(row.id, run, started);
  }

  async function giveUp(row: RunRow): Promise<void> {
    const events = await readAll(row.id);
    const run = follow(row.id, row.notebook, {
      before: { state: applyEvents(emptyRun, events), events: events.length },
    });
    tellLost(run, "The server that started the run is gone, and there is nothing left of the run to go on with.");
    await finish(row.id, run, "lost");
  }

  async function readAll(id: RunId): Promise<RunEvent[]> {
    const all: RunEvent[] = [];
    for (let page = await readEvents(store, id, 0); page.events.length > 0; ) {
      all.push(...page.events);
      page = await readEvents(store, id, page.next);
    }
    return all;
  }

  async function summary(id: RunId): Promise<RunSummary> {
    const found = await findRun(store, directory, id);
    if (found) return withState(found);
    throw new CodedError("CW7006", `There is no run ${id} in this folder.`, "Reload the list of runs.");
  }

  /** A run that goes on counts its cells as it goes. */
  function withState(found: RunSummary): RunSummary {
    const state = followed.get(found.id)?.live.state;
    if (!state || found.outcome !== null) return found;
    return { ...found, cells: Object.keys(state.cells).length || found.cells, failed: failedOf(state) };
  }

  return {
    async start(request) {
      const { file } = await findNotebook(config, request.notebook);
      const flow = await readFlow(notebooks, request.notebook);
      const python = await pythons.choose(flow.kernel.name, request.python ?? null);
      const id = newRunId();
      const startedAt = Date.now();
      await addRun(store, { id, directory, request, startedAt, cells: flow.cells.length, owner });
      const run = follow(id, request.notebook);
      try {
        const started = await world.startRun({
          id,
          notebookPath: file,
          flow,
          request,
          home,
          python,
          parallel: request.parallel ?? config.parallel,
          parser: await loadParser(),
          onEvent: listener(run),
        });
        void untilFinished(id, run, started);
      } catch (error) {
        followed.delete(id);
        await removeRun(store, id);
        throw error;
      }
      return summary(id);
    },

    async cancel(id) {
      const run = followed.get(id);
      if (run) run.unwanted = true;
      // What runs is given time to end; the run's last event tells when it has.
      void run?.started?.cancel();
      return summary(id);
    },

    list: async (notebook) => (await listRuns(store, directory, notebook)).map(withState),

    async detail(id) {
      const found = await summary(id);
      const live = followed.get(id)?.live;
      const state = live ? live.state : applyEvents(emptyRun, await readAll(id));
      return { summary: found, state, after: hub.last };
    },

    async events(id, after) {
      const { outcome } = await summary(id);
      await followed.get(id)?.live.settleJournal();
      const page = await readEvents(store, id, after);
      return { ...page, finished: outcome !== null && page.events.length === 0 };
    },

    async adopt() {
      const rows = await unfinishedRuns(store, directory);
      await Promise.all(rows.map(takeOne));
    },

    async close() {
      closed = true;
      await Promise.all(ending);
      await Promise.all([...followed.values()].map(({ live }) => live.settleJournal()));
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function readFlow(notebooks: Notebooks, path: string): Promise<Flow> {
  const { text } = await notebooks.open(path);
  const { readable, flow, diagnostics } = parseNotebook(text);
  if (readable) return flow;
  throw new CodedError(
    "CW1002",
    `${path} cannot be run: ${diagnostics[0]?.message ?? "it is not a notebook."}`,
    "Mend it.",
  );
}

function tellLost({ live }: Followed, text: string): void {
  const at = Date.now();
  const { startedAt } = live.state;
  live.add({ at, event: "message", code: "CW7013", text, cell: null });
  live.add({ at, event: "run-finished", outcome: "lost", seconds: startedAt === null ? 0 : (at - startedAt) / 1000 });
}

function cellsOf(text: string): Set<CellId> {
  return new Set(parseNotebook(text).flow.cells.map(({ id }) => id));
}

function failedOf({ cells }: RunState): CellId[] {
  return Object.entries(cells)
    .filter(([, { state }]) => state === "failed")
    .map(([id]) => id);
}

/** Sorts by time. */
function newRunId(): RunId {
  return `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
}
