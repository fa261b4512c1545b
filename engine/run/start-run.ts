import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Compiled, compile, type PythonParser } from "../compile.ts";
import { CodedError } from "../errors.ts";
import { defaultEnvironment, defaultPlace, type PythonFound, placeKey } from "../model/environment.ts";
import { type CellId, cellOf, type Flow } from "../model/flow.ts";
import type { Observed } from "../model/graph.ts";
import type { RunEvent, RunOutcome, RunRequest } from "../model/run.ts";
import { withParameters } from "../phases/1-parse/parameters.ts";
import { cellEvents } from "./cell-events.ts";
import { type EarlierJob, earlierJobs, type WrittenJob } from "./earlier-jobs.ts";
import { openPlaces } from "./environments/open-places.ts";
import { closeGate } from "./gate.ts";
import { interrupt } from "./interrupt.ts";
import { joinSubCells } from "./join-sub-cells.ts";
import { readKnownCells, writeKnownCells } from "./known-cells.ts";
import { endLease, takeLease } from "./objects/leases.ts";
import { sizeLimit } from "./objects/size-limit.ts";
import { trimNowAndThen } from "./objects/trim-store.ts";
import { readObserved, writeObserved } from "./observed-store.ts";
import { readPins, writePins } from "./pins.ts";
import type { Places } from "./places.ts";
import { preloadable } from "./preloadable.ts";
import { tell } from "./report.ts";
import { advance } from "./run.ts";
import type { Running } from "./running.ts";
import { graceMilliseconds, runningOf } from "./running-of.ts";
import { scopeOf } from "./scope.ts";
import { stepCache } from "./step-cache.ts";
import { storeStep } from "./store-step.ts";
import { dropUnkept } from "./unkept.ts";

export interface StartInput {
  /** Made up when left out; the name under which the run is found again. */
  readonly id?: string;
  /** Absolute path of the notebook; its folder is the working directory. */
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly request: RunRequest;
  /** Where runs and stored values are kept. */
  readonly home: string;
  readonly python: PythonFound;
  readonly parallel: number;
  /** Bytes that the steps which run at once may hold together; without it only the machine sets a limit. */
  readonly memoryLimit?: number | null;
  readonly parser: PythonParser;
  readonly onEvent: (event: RunEvent) => void;
  /** Changes what was compiled before it runs. */
  readonly arrange?: (compiled: Compiled) => Compiled;
}

export interface StartedRun {
  readonly id: string;
  /** What the run knows, to look into once it has finished. */
  readonly running: Running;
  /** Interrupts what runs, kills what does not end in so many milliseconds; resolves when everything has ended. */
  readonly cancel: (graceMilliseconds?: number) => Promise<void>;
  readonly finished: Promise<RunOutcome>;
}

/** What is written down before anything is submitted, so that a run can be found again. */
interface RunRecord {
  readonly id: string;
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly request: RunRequest;
  readonly python: PythonFound;
  readonly parallel: number;
  readonly memoryLimit?: number | null;
  readonly observed: Observed;
  readonly startedAt: number;
}

/** Finished runs whose directories are kept for looking into. */
const keptRuns = 20;

/** Runs a flow on this machine. Everything that happens is told to `onEvent`, `run-started` first and `run-finished` last. */
export async function startRun(input: StartInput): Promise<StartedRun> {
  const id = input.id ?? randomUUID();
  const record: RunRecord = {
    id,
    notebookPath: resolve(input.notebookPath),
    flow: withoutOutputs(input.flow),
    request: input.request,
    python: input.python,
    parallel: input.parallel,
    memoryLimit: input.memoryLimit ?? null,
    observed: await readObserved(observedPath(input.home, input.notebookPath)),
    startedAt: Date.now(),
  };
  await forgetOldRuns(input.home);
  await writeWhole(join(input.home, "runs", id, "run.json"), JSON.stringify(record));
  return execute(record, input);
}

/**
 * Adopts a run whose server is gone: jobs that still run are followed, finished ones are collected, the rest is
 * started. All events are told again from the first. null when there is no such run.
 */
export async function resumeRun(input: {
  id: string;
  home: string;
  parser: PythonParser;
  onEvent: (event: RunEvent) => void;
}): Promise<StartedRun | null> {
  const text = await readFile(join(input.home, "runs", input.id, "run.json"), "utf8").catch(() => null);
  if (text === null) return null;
  return execute(JSON.parse(text) as RunRecord, input);
}

async function execute(
  record: RunRecord,
  input: Pick<StartInput, "home" | "parser" | "onEvent" | "arrange">,
): Promise<StartedRun> {
  const { id, request, observed } = record;
  const runDirectory = join(input.home, "runs", id);
  const objects = join(input.home, "objects");
  await mkdir(objects, { recursive: true, mode: 0o700 });
  const places = await openPlaces({
    home: input.home,
    notebookPath: record.notebookPath,
    runDirectory,
    objects,
    runner: runnerPath(),
    python: record.python,
    environments: record.flow.placement.environments,
  });
  const flow = request.parameters ? withParameters(record.flow, request.parameters).value : record.flow;
  const whole = compile(flow, { parser: input.parser, observed });
  const { cells, force } = scopeOf(request.scope, whole.graph, pinnedCells(flow));
  const scoped =
    cells.size === whole.graph.cells.length
      ? whole
      : compile(onlyCells(flow, cells), { parser: input.parser, observed });
  const compiled = input.arrange?.(scoped) ?? scoped;
  places.preload(preloadable(compiled.graph, scopedSources(flow, cells)));
  const known = await readKnownCells(input.home, record.notebookPath);
  const pins = await readPins(input.home, record.notebookPath);

  const earlier = await reopened(await earlierJobs(join(runDirectory, "jobs")), compiled, places);
  await takeLease(input.home, id, record.startedAt);
  const events = cellEvents();
  const tellOfCells = joinSubCells(compiled.apart.flow, input.onEvent);
  const emit = (event: RunEvent) => {
    events.add(event);
    tellOfCells(event);
  };
  let resolveRun: (outcome: RunOutcome) => void = () => {};
  const ended = new Promise<RunOutcome>((done) => {
    resolveRun = done;
  });
  const running = runningOf(compiled, {
    id,
    options: {
      directory: dirname(record.notebookPath),
      objects,
      items: request.noCache || request.force ? null : join(input.home, "items"),
      workers: request.asWritten ? 1 : Math.max(1, record.parallel),
      notebook: request.notebook,
      parallel: Math.max(1, record.parallel),
      stopOnError: request.stopOnError ?? false,
      peakBefore: (hash) => observed[hash]?.peakBytes,
      memoryLimit: record.memoryLimit ?? null,
      secondsBefore: (hash) => observed[hash]?.seconds,
      force: partsOf(compiled, request.force ? cells : force),
    },
    world: {
      places,
      clock: Date.now,
      emit,
      cache: request.noCache ? null : stepCache(join(input.home, "steps"), objects, known, pins),
    },
    resolve: resolveRun,
    earlier,
  });
  for (const { cancelled, job } of earlier) if (cancelled) void interrupt(running, job, 0);
  tell(running, {
    event: "run-started",
    run: id,
    notebook: request.notebook,
    cells: running.cells.map((cell) => cell.id),
  });
  for (const cell of running.cells) tell(running, { event: "cell-state", cell: cell.id, state: "queued" });
  advance(running);

  const finished = ended.then(async (outcome) => {
    await Promise.all(running.steps.map((step) => storeStep(running, step, events).catch(noteUnstored(running))));
    await writeObserved(observedPath(input.home, record.notebookPath), observed, running).catch(noteUnstored(running));
    // Nobody else will: jobs of an earlier server that no step took over.
    await Promise.all(running.earlier.map(({ job }) => interrupt(running, job, 0)));
    await writeKnownCells(input.home, record.notebookPath, known, running).catch(noteUnstored(running));
    if (!request.noCache) await writePins(input.home, pins, running).catch(noteUnstored(running));
    await places.close();
    await endLease(input.home, id).catch(noteUnstored(running));
    if (!request.noCache) await dropUnkept(input.home, running).catch(noteUnstored(running));
    await keepWithinLimit(input.home).catch(noteUnstored(running));
    const end = JSON.stringify({ outcome, finishedAt: Date.now() });
    await writeWhole(join(runDirectory, "finished.json"), end).catch(noteUnstored(running));
    tell(running, { event: "run-finished", outcome, seconds: (Date.now() - record.startedAt) / 1000 });
    return outcome;
  });
  // A server that comes later must not take up what was to end.
  const cancelledMark = join(runDirectory, "cancelled");
  if (existsSync(cancelledMark)) void cancel(running, finished, graceMilliseconds);
  return {
    id,
    running,
    cancel: async (grace = graceMilliseconds) => {
      const ended = cancel(running, finished, grace);
      await writeFile(cancelledMark, "").catch(noteUnstored(running));
      await ended;
    },
    finished,
  };
}

/** Those whose place can be reached. The others' steps will try again, under the same keys, so that nothing runs twice. */
async function reopened(jobs: readonly WrittenJob[], { plan }: Compiled, places: Places): Promise<EarlierJob[]> {
  const placeOf = new Map([
    [defaultEnvironment, defaultPlace],
    ...plan.steps.map(({ place }) => [placeKey(place), place] as const),
  ]);
  const found = await Promise.all(
    jobs.map(async (written) => {
      const place = placeOf.get(written.place);
      const at = place && (await places.open(place, () => {}).catch(() => null));
      return at ? { ...written, job: { handle: written.handle, at } } : null;
    }),
  );
  return found.filter((job) => job !== null);
}

async function cancel(running: Running, finished: Promise<RunOutcome>, grace: number): Promise<void> {
  running.cancelled = true;
  running.grace = grace;
  const stopping: Promise<void>[] = [];
  for (const step of running.steps) {
    // Of a job that has ended too: what its cells had started and left running.
    if (step.running) stopping.push(interrupt(running, step.running, grace));
    closeGate(step);
  }
  advance(running);
  await Promise.all([finished, ...stopping]);
}

async function keepWithinLimit(home: string): Promise<void> {
  const limit = () => sizeLimit(home, process.env.CELLWEAVE_CACHE_LIMIT);
  await trimNowAndThen(home, limit, Date.now());
}

function noteUnstored(running: Running) {
  return (error: Error) =>
    tell(running, {
      event: "message",
      code: error instanceof CodedError ? error.code : "CW5002",
      text: error instanceof CodedError ? error.message : `What this run learnt could not be stored: ${error.message}`,
      cell: null,
    });
}

function pinnedCells(flow: Flow): ReadonlySet<CellId> {
  return new Set(flow.cells.filter(({ placement }) => placement.cache === "pin").map(({ id }) => id));
}

/** Of each cell all its sub-cells. */
function partsOf({ apart }: Compiled, cells: ReadonlySet<CellId>): ReadonlySet<CellId> {
  return new Set(apart.graph.cells.map(({ id }) => id).filter((id) => cells.has(cellOf(id))));
}

function scopedSources(flow: Flow, cells: ReadonlySet<CellId>): string[] {
  return flow.cells.filter(({ id, kind }) => kind === "code" && cells.has(id)).map(({ source }) => source);
}

function onlyCells(flow: Flow, cells: ReadonlySet<CellId>): Flow {
  return {
    ...flow,
    cells: flow.cells.map((cell) =>
      cell.kind !== "code" || cells.has(cell.id) ? cell : { ...cell, kind: "raw" as const },
    ),
  };
}

function withoutOutputs(flow: Flow): Flow {
  return { ...flow, cells: flow.cells.map((cell) => ({ ...cell, outputs: [] })) };
}

/** Beside the built command, or in the build folder when run from source. */
export function runnerPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [process.env.CELLWEAVE_RUNNER, join(here, "runner.pyz"), join(here, "..", "dist", "runner.pyz")];
  const found = places.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error("runner.pyz is not built: run `npm run build`");
  // The same files in a folder, where Python keeps what it compiled of them.
  const unpacked = `${found}.unpacked`;
  return existsSync(join(unpacked, "__main__.py")) ? unpacked : found;
}

export function observedPath(home: string, notebook: string): string {
  return join(home, "observed", `${createHash("sha256").update(resolve(notebook)).digest("hex").slice(0, 32)}.json`);
}

async function forgetOldRuns(home: string): Promise<void> {
  const directory = join(home, "runs");
  const names = await readdir(directory).catch(() => []);
  const ended = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(join(directory, name, "finished.json")).catch(() => null))?.mtimeMs ?? null,
    })),
  );
  const old = ended
    .filter((run) => run.at !== null)
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0))
    .slice(keptRuns);
  await Promise.all(old.map((run) => rm(join(directory, run.name), { recursive: true, force: true })));
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, text, { mode: 0o600 });
  await rename(`${path}.part`, path);
}
