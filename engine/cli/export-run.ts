import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { compile, type PythonParser } from "../compile.ts";
import type { Exported } from "../export/exporter.ts";
import type { FileNow, FinishedRun } from "../export/ro-crate/crate-input.ts";
import { crateFiles } from "../export/ro-crate/files.ts";
import { roCrate } from "../export/ro-crate/ro-crate.ts";
import { applyEvents, emptyRun } from "../model/apply-event.ts";
import { cellOf, type Flow } from "../model/flow.ts";
import type { JobEvent } from "../model/job.ts";
import type { Output } from "../model/notebook.ts";
import type { RunEvent } from "../model/run.ts";
import { withParameters } from "../phases/1-parse/parameters.ts";
import { readRun } from "./read-run.ts";
import { exportName } from "./render-export.ts";

export interface RunExportInput {
  readonly notebookPath: string;
  /** The notebook as it is now, whose outputs count for cells that the run took from the store. */
  readonly flow: Flow;
  readonly home: string;
  /** null is the last one that has ended. */
  readonly run: string | null;
  readonly person: string | null;
  readonly license: string | null;
  readonly parser: PythonParser;
}

/** A finished run as an RO-Crate. Errors: CW3941. */
export async function exportRun(input: RunExportInput): Promise<{ readonly flow: Flow; readonly exported: Exported }> {
  const { notebookPath, home, parser } = input;
  const run = await readRun(home, notebookPath, input.run);
  const flow = run.request.parameters ? withParameters(run.flow, run.request.parameters).value : run.flow;
  const compiled = compile(flow, { parser, observed: run.observed });
  const crate = { ...compiled, name: exportName(notebookPath), parser, support: {} };
  const folder = dirname(resolve(notebookPath));
  const { read, written } = crateFiles(crate);
  const files = new Map(
    await Promise.all([...read, ...written].map(async (path) => [path, await fileNow(join(folder, path))] as const)),
  );
  const outputs = outputsOf(run, input.flow);
  const exported = roCrate({
    ...crate,
    ...{ run, files, outputs, license: input.license, person: input.person, version: ownVersion() },
  });
  return { flow, exported };
}

/** Who runs this command: the full name is not known to Node, the login name is. */
export function loginName(): string | null {
  try {
    return userInfo().username || null;
  } catch {
    return null;
  }
}

async function fileNow(path: string): Promise<FileNow | null> {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"), changedAt: mtimeMs };
  } catch {
    return null;
  }
}

function outputsOf({ jobs, flow }: FinishedRun, now: Flow): ReadonlyMap<string, readonly Output[]> {
  const counting = jobs.filter(({ cancelled }) => !cancelled);
  const { cells } = applyEvents(
    emptyRun,
    counting.flatMap(({ events }) => events.flatMap(toRunEvent)),
  );
  const outputs = new Map<string, Output[]>();
  // Sub-cells in their order show what the cell shows.
  for (const id of Object.keys(cells).toSorted((a, b) => partOf(a) - partOf(b)))
    outputs.set(cellOf(id), [...(outputs.get(cellOf(id)) ?? []), ...(cells[id]?.outputs ?? [])]);
  const ran = new Set(counting.flatMap(({ job }) => job.cells.map(({ id }) => cellOf(id))));
  const sources = new Map(flow.cells.map(({ id, source }) => [id, source]));
  for (const cell of now.cells)
    if (!ran.has(cell.id) && sources.get(cell.id) === cell.source) outputs.set(cell.id, [...cell.outputs]);
  return outputs;
}

const partOf = (id: string) => Number(/~(\d+)$/.exec(id)?.[1] ?? 0);

/** What a job tells of a cell's outputs, as a run tells it. */
function toRunEvent(event: JobEvent): RunEvent[] {
  const { at } = event;
  switch (event.event) {
    case "cell-started":
      return [{ at, event: "cell-reset", cell: event.cell }];
    case "stream":
    case "update-display":
    case "clear":
      return [event];
    case "display":
      return [{ ...event, event: "output" }];
    case "result":
    case "error":
      return [{ at, event: "output", cell: event.cell, output: event.output }];
    default:
      return [];
  }
}

/** From the package beside the sources, or beside the built command. */
function ownVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const read = JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8"));
      if (read.name === "@cellweave/engine" || read.name === "cellweave") return String(read.version);
    } catch {
      // Not there.
    }
  }
  return "0";
}
