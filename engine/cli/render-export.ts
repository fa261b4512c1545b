import type { PythonParser } from "../compile.ts";
import { compileForExport } from "../compile-for-export.ts";
import { compileWithScatters } from "../compile-with-scatters.ts";
import type { Exported, Exporter, ExportOptions } from "../export/exporter.ts";
import { type ExportFormat, exporters } from "../export/index.ts";
import type { Flow } from "../model/flow.ts";
import { readObserved } from "../run/observed-store.ts";
import { observedPath } from "../run/start-run.ts";
import { exportSupport } from "./export-support.ts";

export interface RenderInput {
  readonly format: ExportFormat;
  /** Where the notebook lies; what its cells were seen to do is known under it. */
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly options: ExportOptions;
  readonly home: string;
  readonly parser: PythonParser;
}

/** A flow as files of a format, with what it was made of. The command and the server both make it here, so both give the same. */
export async function renderExport(input: RenderInput): Promise<{ readonly flow: Flow; readonly exported: Exported }> {
  const { format, notebookPath, flow, options, home, parser } = input;
  const observed = await readObserved(observedPath(home, notebookPath));
  const exporter: Exporter = exporters[format];
  const compiled = (exporter.scatters ? compileWithScatters : compileForExport)(flow, { parser, observed });
  const name = exportName(notebookPath);
  const exported = exporter.render({ ...compiled, name, parser, support: await exportSupport(), options });
  return { flow: compiled.flow, exported };
}

/** The notebook's file name without its ending. */
export function exportName(notebookPath: string): string {
  return (notebookPath.split(/[\\/]/).at(-1) ?? "").replace(/\.ipynb$/, "");
}
