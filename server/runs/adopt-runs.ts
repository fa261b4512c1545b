import type { PythonParser } from "@cellweave/engine/compile";
import { applyEvents, emptyRun } from "@cellweave/engine/model/apply-event";
import type { Store } from "../store/open-store.ts";
import { clearEvents, readAllEvents, takeOver, unfinishedRuns } from "../store/run-history.ts";
import type { RunRow } from "../store/schema.ts";
import type { World } from "../world.ts";
import type { FollowedRuns } from "./followed-runs.ts";
import { isAlive } from "./owner.ts";

export interface AdoptInput {
  readonly directory: string;
  readonly home: string;
  /** The server that takes them over. */
  readonly owner: string;
  readonly store: Store;
  readonly world: World;
  readonly followed: FollowedRuns;
  loadParser(): Promise<PythonParser>;
  report(error: unknown): void;
}

/** Takes over what a server that died left running in this folder; settles when each such run is followed or lost. */
export async function adoptRuns(input: AdoptInput): Promise<void> {
  const rows = await unfinishedRuns(input.store, input.directory);
  await Promise.all(rows.map((row) => adopt(input, row)));
}

async function adopt(input: AdoptInput, row: RunRow): Promise<void> {
  const { store, owner, followed, world, home, loadParser, report } = input;
  if (isAlive(row.owner) || !(await takeOver(store, row.id, row.owner, owner))) return;
  const { promise: ready, resolve } = deferred();
  const run = followed.begin(row.id, row.notebook, { ready });
  const resumed = { id: row.id, home, parser: await loadParser(), onEvent: run.onEvent };
  const started = await world.resumeRun(resumed).catch((error: unknown) => {
    report(error);
    return null;
  });
  if (started === null) return giveUp(input, row);
  // All is told again, but until now the old account was the only one.
  await clearEvents(store, row.id);
  resolve();
  void followed.seeThrough(run, started);
}

/** What the run showed until then stays in its record; the notebook may have been run elsewhere since. */
async function giveUp({ store, followed }: AdoptInput, row: RunRow): Promise<void> {
  const events = await readAllEvents(store, row.id);
  const before = { state: applyEvents(emptyRun, events), events: events.length };
  const run = followed.begin(row.id, row.notebook, { before });
  await followed.giveUp(run, "The server that started the run is gone, and nothing of the run is left to go on with.");
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
