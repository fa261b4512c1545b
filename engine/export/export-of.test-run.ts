import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { exportSupport } from "../cli/export-support.ts";
import { openNotebook } from "../cli/open-notebook.ts";
import { writeExport } from "../cli/write-export.ts";
import { compileForExport } from "../compile-for-export.ts";
import { compileWithScatters } from "../compile-with-scatters.ts";
import type { Observed } from "../model/graph.ts";
import { readObserved } from "../run/observed-store.ts";
import { observedPath } from "../run/start-run.ts";
import { testParser, testPython } from "../run/testing/run-cells.ts";
import { asFlow, type Ended, runOnce } from "../run/verify/run-once.ts";
import { compareVariables, type VariableDifference } from "../run/verify/same-variables.ts";
import type { Exported, Exporter, ExportOptions } from "./exporter.ts";
import { type ExportFormat, exporters } from "./index.ts";

/** A notebook with the files beside it in a folder of its own, run by the engine with every variable kept. */
export interface Reference {
  readonly notebook: string;
  readonly ended: Ended;
  readonly observed: Observed;
}

export async function referenceRun(notebook: string): Promise<Reference> {
  const folder = join(mkdtempSync(join(tmpdir(), "cellweave-reference-")), "notebook");
  await cp(dirname(notebook), folder, { recursive: true });
  const path = join(folder, basename(notebook));
  const home = join(folder, "..", "home");
  await mkdir(home);
  const { flow } = await openNotebook(path);
  const parser = await testParser();
  const ended = await runOnce({
    ...{ notebookPath: path, flow, python: testPython, parallel: 2, parser },
    ...{ directory: folder, home, usualHome: home, arrange: asFlow, onEvent: () => {}, onStarted: () => {} },
  });
  return { notebook: path, ended, observed: await readObserved(observedPath(home, path)) };
}

/** The export of a notebook from before its run, written to a new folder. */
export async function exportOf(
  notebook: string,
  format: ExportFormat,
  observed: Observed = {},
  options: ExportOptions = {},
): Promise<{ readonly folder: string; readonly exported: Exported }> {
  const { flow } = await openNotebook(notebook);
  const parser = await testParser();
  const exporter: Exporter = exporters[format];
  const compiled = (exporter.scatters ? compileWithScatters : compileForExport)(flow, { parser, observed });
  const name = basename(notebook, ".ipynb");
  const exported = exporter.render({ ...compiled, name, parser, support: await exportSupport(), options });
  const folder = join(mkdtempSync(join(tmpdir(), "cellweave-export-")), "bundle");
  await writeExport(folder, exported.files, notebook);
  return { folder, exported };
}

/** What differs between the engine's own final variables and the values that lie in a folder. */
export async function differences(reference: Reference, values: string): Promise<readonly VariableDifference[]> {
  const scratch = mkdtempSync(join(tmpdir(), "cellweave-compared-"));
  const objects = join(scratch, "objects");
  const variables = new Map<string, Ended["variables"] extends ReadonlyMap<string, infer V> ? V : never>();
  const newest = new Map<string, number>();
  for (const file of readdirSync(values).filter((name) => name.endsWith(".cwv"))) {
    // Of names that share objects the file of the last one has them all.
    for (const { name, digest, order } of await readValues(join(values, file), objects)) {
      const mine = reference.ended.variables.get(name);
      if (mine === undefined || order < (newest.get(name) ?? -1)) continue;
      newest.set(name, order);
      variables.set(name, { ...mine, digest });
    }
  }
  const theirs = { ...reference.ended, objects, variables };
  const named = new Map([...reference.ended.variables].filter(([name]) => !/^[<_]/.test(name)));
  const compared = await compareVariables({ ...reference.ended, variables: named }, theirs, {
    ...{ python: testPython.path, directory: dirname(reference.notebook), scratch },
  });
  return compared.differences;
}

interface ReadValue {
  readonly name: string;
  readonly digest: string | null;
  readonly order: number;
}

async function readValues(path: string, objects: string): Promise<ReadValue[]> {
  const bytes = readFileSync(path);
  const end = bytes.indexOf(10);
  const header = JSON.parse(bytes.subarray(0, end).toString());
  if (header.state === "stuck") return [{ name: header.name, digest: null, order: header.order }];
  if (header.state !== "present") return [];
  const folder = join(objects, header.digest.slice(0, 2));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, header.digest.slice(2)), bytes.subarray(end + 1));
  const members = header.members as { readonly [name: string]: readonly [number, string] };
  return Object.entries(members).map(([name, [order]]) => ({ name, digest: header.digest, order }));
}
