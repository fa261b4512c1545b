import type { CellId } from "@cellweave/engine/model/flow";
import type { RunEvent, RunId, RunOutcome, RunRequest } from "@cellweave/engine/model/run";
import type { RunEventPage, RunSummary } from "@cellweave/engine/model/wire";
import type { Store } from "./open-store.ts";
import type { RunRow } from "./schema.ts";

export interface NewRun {
  readonly id: RunId;
  readonly directory: string;
  readonly request: RunRequest;
  readonly startedAt: number;
  readonly cells: number;
  readonly owner: string;
}

/** Events are kept of so many runs of a folder, and so many characters of them; of older runs the summary stays. */
const kept = { runs: 100, size: 256 * 1024 * 1024 };
const pageOfRows = 200;

/** Journals that the run is about to start. */
export async function addRun(store: Store, { id, directory, request, startedAt, cells, owner }: NewRun): Promise<void> {
  const row: RunRow = {
    id,
    directory,
    notebook: request.notebook,
    request: JSON.stringify(request),
    started_at: startedAt,
    finished_at: null,
    outcome: null,
    cells,
    failed: "[]",
    owner,
  };
  await store.insertInto("runs").values(row).execute();
}

export async function endRun(
  store: Store,
  id: RunId,
  end: {
    readonly outcome: RunOutcome;
    readonly finishedAt: number;
    readonly cells: number;
    readonly failed: readonly CellId[];
  },
): Promise<void> {
  await store
    .updateTable("runs")
    .set({ outcome: end.outcome, finished_at: end.finishedAt, cells: end.cells, failed: JSON.stringify(end.failed) })
    .where("id", "=", id)
    .execute();
}

export async function removeRun(store: Store, id: RunId): Promise<void> {
  await store.deleteFrom("runs").where("id", "=", id).execute();
}

/** Makes this server the one that follows the run, if `before` still is the one that did. */
export async function takeOver(store: Store, id: RunId, before: string, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("runs")
    .set({ owner })
    .where("id", "=", id)
    .where("owner", "=", before)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Runs of the folder, the latest first; of one notebook where it is named. */
export async function listRuns(store: Store, directory: string, notebook: string | null): Promise<RunSummary[]> {
  const ofFolder = store.selectFrom("runs").selectAll().where("directory", "=", directory);
  const rows = await (notebook === null ? ofFolder : ofFolder.where("notebook", "=", notebook))
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(500)
    .execute();
  return rows.map(summaryOf);
}

export async function findRun(store: Store, directory: string, id: RunId): Promise<RunSummary | null> {
  const row = await store
    .selectFrom("runs")
    .selectAll()
    .where("id", "=", id)
    .where("directory", "=", directory)
    .executeTakeFirst();
  return row ? summaryOf(row) : null;
}

/** Runs of the folder that have no outcome yet. */
export async function unfinishedRuns(store: Store, directory: string): Promise<readonly RunRow[]> {
  return store
    .selectFrom("runs")
    .selectAll()
    .where("directory", "=", directory)
    .where("outcome", "is", null)
    .orderBy("started_at")
    .execute();
}

/** Appends events whose first has the number `first`. */
export async function addEvents(store: Store, run: RunId, first: number, events: readonly RunEvent[]): Promise<void> {
  if (events.length === 0) return;
  const json = JSON.stringify(events);
  const row = { run, first, next: first + events.length, events: json, size: json.length };
  await store.insertInto("run_events").values(row).execute();
}

/** Forgets what was told of a run that will tell it all again. */
export async function clearEvents(store: Store, run: RunId): Promise<void> {
  await store.deleteFrom("run_events").where("run", "=", run).execute();
}

/** The events from number `after` on, as many as fit a page. */
export async function readEvents(store: Store, run: RunId, after: number): Promise<Omit<RunEventPage, "finished">> {
  const rows = await store
    .selectFrom("run_events")
    .selectAll()
    .where("run", "=", run)
    .where("next", ">", after)
    .orderBy("first")
    .limit(pageOfRows)
    .execute();
  const events = rows.flatMap((row) => {
    const told = JSON.parse(row.events) as RunEvent[];
    return told.slice(Math.max(0, after - row.first));
  });
  return { events, next: rows.at(-1)?.next ?? after };
}

/** All events of a run, page by page. */
export async function readAllEvents(store: Store, run: RunId): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for (let page = await readEvents(store, run, 0); page.events.length > 0; ) {
    all.push(...page.events);
    page = await readEvents(store, run, page.next);
  }
  return all;
}

/** Drops the events of old finished runs of the folder, so that the database does not grow for ever. */
export async function pruneEvents(store: Store, directory: string, { runs, size } = kept): Promise<void> {
  const told = await store
    .selectFrom("runs")
    .innerJoin("run_events", "run_events.run", "runs.id")
    .select(({ fn }) => ["runs.id", "runs.outcome", fn.sum<number>("run_events.size").as("size")])
    .where("runs.directory", "=", directory)
    .groupBy(["runs.id", "runs.outcome", "runs.started_at"])
    .orderBy("runs.started_at", "desc")
    .execute();
  let total = 0;
  for (const [place, run] of told.entries()) {
    total += run.size;
    // The last run is kept however large it is.
    const tooOld = place > 0 && (place >= runs || total > size);
    if (tooOld && run.outcome !== null) await clearEvents(store, run.id);
  }
}

function summaryOf(row: RunRow): RunSummary {
  const request = JSON.parse(row.request) as RunRequest;
  return {
    id: row.id,
    notebook: row.notebook,
    scope: request.scope,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    cells: row.cells,
    failed: JSON.parse(row.failed) as CellId[],
  };
}
