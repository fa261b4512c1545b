import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { compile, type PythonParser } from "../../compile.ts";
import type { PythonFound } from "../../model/environment.ts";
import type { CellId, Flow } from "../../model/flow.ts";
import type { RunEvent } from "../../model/run.ts";
import type { LeftOut, Verdict, Way } from "../../model/verdict.ts";
import type { StartedRun } from "../start-run.ts";
import { changesEachTime } from "./changes-each-time.ts";
import { compareRuns, type Found, placeOf } from "./compare-runs.ts";
import { missingEdge, ranBeside } from "./missing-edge.ts";
import { asFlow, type Ended, inOrder, type RunOnce, runOnce } from "./run-once.ts";
import { removeScratch, workFolder } from "./work-folder.ts";

export interface VerifyInput {
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly home: string;
  readonly python: PythonFound;
  readonly parallel: number;
  readonly parser: PythonParser;
  /** What a run tells, and which of them it is. */
  readonly onEvent: (event: RunEvent, way: Way) => void;
  readonly onStarted: (run: StartedRun, way: Way) => void;
}

/**
 * Runs a notebook in order in one process and as a flow, each from the same files, and compares what they showed and
 * left. Neither run takes or stores results; the notebook is not written. Errors: CW5003.
 */
export async function verify(input: VerifyInput): Promise<Verdict> {
  const parent = join(input.home, "verify");
  const scratch = join(parent, `${process.pid}-${randomUUID()}`);
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    return await verifyIn(scratch, input);
  } finally {
    await removeScratch(parent, scratch);
  }
}

async function verifyIn(scratch: string, input: VerifyInput): Promise<Verdict> {
  const folder = await workFolder(dirname(input.notebookPath), input.flow, scratch);
  const run = async (way: Way, arrange: RunOnce["arrange"], parallel: number): Promise<Ended> => {
    await folder.renew();
    return runOnce({
      ...input,
      // In order is how Jupyter runs it, which knows of no sub-cells.
      flow: arrange === inOrder ? joined(input.flow) : input.flow,
      ...{ parallel, arrange, directory: folder.path, usualHome: input.home },
      home: join(scratch, way.replaceAll(" ", "-")),
      onEvent: (event) => input.onEvent(event, way),
      onStarted: (started) => input.onStarted(started, way),
    });
  };
  const settings = { python: input.python.path, directory: folder.path, scratch };
  const notes = folder.shared === null ? [] : [folder.shared];
  const first = await run("in order", inOrder, 1);
  if (first.state.outcome === "cancelled") return verdictOf(first, first, null, [], notes, "interrupted");
  const second = await run("as a flow", asFlow, input.parallel);
  if (second.state.outcome === "cancelled") return verdictOf(first, second, null, [], notes, "interrupted");
  const compared = await compareRuns(input.flow, first, second, settings);
  notes.push(...compared.notes);
  const excused = await excuse(compared.found, () => run("in order again", inOrder, 1));
  if (excused === null) return verdictOf(first, second, null, [], notes, "interrupted");
  return verdictOf(first, second, { compared: compared.variables, found: excused.left }, excused.leftOut, notes);

  /** What differs although the order was the same says nothing about the flow. */
  async function excuse(found: readonly Found[], again: () => Promise<Ended>) {
    if (found.length === 0) return { left: [], leftOut: [] };
    const { graph, diagnostics } = compile(input.flow, { parser: input.parser });
    const known = changesEachTime(graph, diagnostics);
    const third = found.every(({ cell }) => known.has(cell)) ? null : await again();
    if (third?.state.outcome === "cancelled") return null;
    const twice = third === null ? [] : (await compareRuns(input.flow, first, third, settings)).found;
    const differs = new Set(twice.map(placeOf));
    const reasonOf = (one: Found) =>
      known.get(one.cell) ??
      (differs.has(placeOf(one)) ? "it came out otherwise when run in order a second time" : null);
    const leftOut = found.flatMap((one): LeftOut[] => {
      const reason = reasonOf(one);
      return reason === null ? [] : [{ cell: one.cell, variable: one.variable, place: one.place, reason }];
    });
    return { left: found.filter((one) => reasonOf(one) === null), leftOut };
  }
}

/** The flow with every cell in one piece. */
function joined(flow: Flow): Flow {
  const cells = flow.cells.map(({ placement: { split: _split, ...placement }, ...cell }) => ({ ...cell, placement }));
  return { ...flow, cells };
}

function verdictOf(
  first: Ended,
  second: Ended,
  result: { readonly compared: number; readonly found: readonly Found[] } | null,
  leftOut: readonly LeftOut[],
  notes: readonly string[],
  verdict: Verdict["verdict"] = result && result.found.length > 0 ? "different" : "equivalent",
): Verdict {
  const [found] = result?.found ?? [];
  const cells: readonly [CellId, { readonly state: string }][] = Object.entries(first.state.cells);
  return {
    verdict,
    cells: cells.filter(([, { state }]) => state !== "skipped").length,
    failed: cells.filter(([, { state }]) => state === "failed").length,
    variables: result?.compared ?? 0,
    seconds: { inOrder: first.state.seconds ?? 0, asFlow: second.state.seconds ?? 0 },
    steps: second.steps,
    again: second.again,
    difference: found
      ? {
          ...found,
          missingEdge: missingEdge(found.cell, first, second),
          ranBeside: ranBeside(found.cell, second),
        }
      : null,
    leftOut,
    notes,
  };
}
