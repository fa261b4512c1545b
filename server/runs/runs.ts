import { randomBytes } from "node:crypto";
import type { PythonParser } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import { applyEvents, emptyRun } from "@cellweave/engine/model/apply-event";
import type { CellId } from "@cellweave/engine/model/flow";
import type { RunId, RunRequest } from "@cellweave/engine/model/run";
import type { RunDetail, RunEventPage, RunSummary } from "@cellweave/engine/model/wire";
import type { ServerConfig } from "../config.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Notebooks } from "../notebooks/notebooks.ts";
import { findNotebook } from "../notebooks/served-path.ts";
import type { Store } from "../store/open-store.ts";
import { addRun, findRun, listRuns, readAllEvents, readEvents, removeRun } from "../store/run-history.ts";
import { adoptRuns } from "./adopt-runs.ts";
import { failedOf } from "./failed-cells.ts";
import { FollowedRuns } from "./followed-runs.ts";
import { outputEdits } from "./output-edits.ts";
import { ownName } from "./owner.ts";
import type { Pythons } from "./pythons.ts";
import { flowOf, readFlow } from "./read-flow.ts";

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
  report(error: unknown): void;
}

/** The runs of the served folder: those that go on, and the history of those that ended. */
export function createRuns({ config, store, hub, notebooks, pythons, loadParser, report }: RunsInput): Runs {
  const { directory, home, world, limits } = config;
  const owner = ownName();
  const followed = new FollowedRuns({
    directory,
    limits,
    store,
    hub,
    report,
    async writeOutputs(notebook, written, now) {
      await notebooks.amend(notebook, (text) => outputEdits(written, now, codeCellsOf(text)));
    },
  });

  async function summary(id: RunId): Promise<RunSummary> {
    const found = await findRun(store, directory, id);
    if (found) return upToDate(found);
    throw new CodedError("CW7006", `There is no run ${id} in this folder.`, "Reload the list of runs.");
  }

  /** A run that goes on counts its cells as it goes. */
  function upToDate(found: RunSummary): RunSummary {
    const state = followed.get(found.id)?.live.state;
    if (!state || found.outcome !== null) return found;
    return { ...found, cells: Object.keys(state.cells).length || found.cells, failed: failedOf(state) };
  }

  return {
    async start(request) {
      const { file } = await findNotebook(config, request.notebook);
      const flow = await readFlow(notebooks, request.notebook);
      const python = await pythons.choose(flow.kernel.name, request.python ?? null);
      const parser = await loadParser();
      const id = newRunId();
      await addRun(store, { id, directory, request, startedAt: Date.now(), cells: flow.cells.length, owner });
      const run = followed.begin(id, request.notebook);
      const { onEvent } = run;
      const parallel = request.parallel ?? config.parallel;
      try {
        const { memoryLimit } = config;
        const input = { id, notebookPath: file, flow, request, home, python, parallel, memoryLimit, parser, onEvent };
        void followed.seeThrough(run, await world.startRun(input));
      } catch (error) {
        followed.forget(id);
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

    list: async (notebook) => (await listRuns(store, directory, notebook)).map(upToDate),

    async detail(id) {
      const found = await summary(id);
      const past = followed.get(id) ? [] : await readAllEvents(store, id);
      // From here to the reply nothing is awaited: `after` names the last event that is in the state.
      const state = followed.get(id)?.live.state ?? applyEvents(emptyRun, past);
      return { summary: found, state, after: hub.last };
    },

    async events(id, after) {
      const { outcome } = await summary(id);
      await followed.get(id)?.live.settleJournal();
      const page = await readEvents(store, id, after);
      return { ...page, finished: outcome !== null && page.events.length === 0 };
    },

    adopt: () => adoptRuns({ directory, home, owner, store, world, followed, loadParser, report }),
    close: () => followed.close(),
  };
}

function codeCellsOf(text: string): Set<CellId> {
  const code = flowOf(text).cells.filter(({ kind }) => kind === "code");
  return new Set(code.map(({ id }) => id));
}

/** Sorts by time. */
function newRunId(): RunId {
  return `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
}
