import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Compiled, PythonParser } from "../../compile.ts";
import { applyEvents, emptyRun } from "../../model/apply-event.ts";
import type { PythonFound } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { CellRecord } from "../../model/job.ts";
import type { RunEvent, RunState } from "../../model/run.ts";
import { observedPath, type StartedRun, startRun } from "../start-run.ts";
import type { Version } from "../versions.ts";

/** What a run came to, and what it left. */
export interface Ended {
  readonly state: RunState;
  readonly objects: string;
  /** What is bound at the end, IPython's own names left out. */
  readonly variables: ReadonlyMap<string, Version>;
  readonly records: ReadonlyMap<CellId, CellRecord>;
  /** When each cell ran, in notebook order. */
  readonly spans: readonly { readonly id: CellId; readonly startedAt: number; readonly endedAt: number }[];
  readonly steps: number;
  /** Cells that ran again. */
  readonly again: number;
}

export interface RunOnce {
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly python: PythonFound;
  readonly parallel: number;
  readonly parser: PythonParser;
  /** The folder the cells work in. */
  readonly directory: string;
  /** Where this run keeps everything. */
  readonly home: string;
  /** Whose observations it may use. */
  readonly usualHome: string;
  readonly arrange: (compiled: Compiled) => Compiled;
  readonly onEvent: (event: RunEvent) => void;
  readonly onStarted: (run: StartedRun) => void;
}

const history = /^_{1,3}$|^_\d+$|^fs:/;

/** Runs a notebook in a home of its own, without stored results, and keeps every variable. */
export async function runOnce(input: RunOnce): Promise<Ended> {
  const notebookPath = join(input.directory, basename(input.notebookPath));
  await takeObservations(input, notebookPath);
  const events: RunEvent[] = [];
  const run = await startRun({
    // One name for both: it is in the file names of tracebacks.
    id: "verify",
    notebookPath,
    flow: input.flow,
    request: { notebook: input.notebookPath, scope: { kind: "all" }, parallel: input.parallel, noCache: true },
    home: input.home,
    python: input.python,
    parallel: input.parallel,
    parser: input.parser,
    arrange: input.arrange,
    onEvent: (event) => {
      events.push(event);
      input.onEvent(event);
    },
  });
  input.onStarted(run);
  await run.finished;
  const { running } = run;
  const bound = [...running.committed].filter(([name, { deleted }]) => !deleted && !history.test(name));
  return {
    state: applyEvents(emptyRun, events),
    objects: running.options.objects,
    variables: new Map(bound),
    records: new Map(running.cells.flatMap(({ id, record }) => (record ? [[id, record]] : []))),
    spans: running.cells.map(({ id, startedAt, endedAt }) => ({ id, startedAt, endedAt })),
    steps: running.steps.length,
    again: running.steps.reduce((sum, step) => sum + step.attempt * step.cells.length, 0),
  };
}

/** The flow is run with what earlier runs saw, as it would be otherwise. */
async function takeObservations({ usualHome, notebookPath: usual, home }: RunOnce, notebookPath: string) {
  const to = observedPath(home, notebookPath);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(observedPath(usualHome, usual), to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** All cells in order in one process, as Jupyter runs them. */
export function inOrder(compiled: Compiled): Compiled {
  const steps = compiled.plan.steps;
  const [first] = steps;
  if (!first) return compiled;
  const place = new Map(compiled.apart.graph.cells.map((cell) => [cell.id, cell.index]));
  const parts = steps.flatMap((step) => step.parts);
  parts.sort((a, b) => (place.get(a.cell) ?? 0) - (place.get(b.cell) ?? 0));
  const one = { ...first, parts, prelude: [], reads: [], writes: [], wanted: ["*"], needs: [] };
  return { ...compiled, plan: { steps: [one], transfers: [] } };
}

/** The plan as it is, with every variable kept. */
export function asFlow(compiled: Compiled): Compiled {
  const steps = compiled.plan.steps.map((step) => ({ ...step, wanted: [...new Set([...step.wanted, "*"])] }));
  return { ...compiled, plan: { ...compiled.plan, steps } };
}
