import type { SettingSchema } from "@cellweave/nodes/define-node";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Flow } from "../model/flow.ts";
import type { Graph } from "../model/graph.ts";
import type { Plan } from "../model/plan.ts";
import type { PythonParser } from "../python/parser.ts";

/** What is exported: a flow, and the plan of running it where nothing can be taken back. */
export interface ExportInput {
  /** The notebook's file name without its ending. */
  readonly name: string;
  readonly flow: Flow;
  /** What the plan speaks of. */
  readonly apart: { readonly flow: Flow; readonly graph: Graph };
  readonly plan: Plan;
  readonly parser: PythonParser;
  /** Texts of `engine/export/support`, by file name. */
  readonly support: { readonly [file: string]: string };
  /** What was chosen of the exporter's `settings`; what is left out has its default. */
  readonly options?: ExportOptions;
}

export interface ExportOptions {
  readonly [name: string]: string | number | boolean;
}

/** A file of an export. Paths are relative to the folder it is written to, with `/`. */
export type ExportFile =
  | { readonly path: string; readonly text: string }
  /** A copy of a data file; `from` is relative to the notebook's folder. */
  | { readonly path: string; readonly from: string }
  /** The runner, as it is built. */
  | { readonly path: string; readonly runner: true };

export interface Exported {
  readonly files: readonly ExportFile[];
  /** What the format cannot say, with the cell it concerns. */
  readonly diagnostics: readonly Diagnostic[];
  /** The one command that runs it, from its folder. */
  readonly command: string;
  /** What checks it, run in its folder: a program and its arguments, and how to get it. null where nothing does. */
  readonly validation: { readonly command: readonly string[]; readonly install: string } | null;
}

export interface Exporter {
  readonly title: string;
  /** One sentence for the menu. */
  readonly description: string;
  /** What may be chosen, by name: the form of the menu and `--option name=value`. */
  readonly settings?: { readonly [name: string]: SettingSchema };
  /** Its engine can run the items of a skeleton, so that each skeleton is a step of its own. */
  readonly scatters?: true;
  render(input: ExportInput): Exported;
}

/** Checks a declaration where it is written, and gives it as it is. */
export function defineExporter(exporter: Exporter): Exporter {
  return exporter;
}
