import type { Diagnostic, Severity } from "../model/diagnostic.ts";
import type { Json } from "../model/notebook.ts";

/** A pipeline of files, as Elyra and Ploomber have them, in the words of neither. */
export interface Pipeline {
  readonly title: string;
  readonly description: string;
  /** What whoever runs the pipeline may set. */
  readonly parameters: readonly PipelineParameter[];
  /** In the order of the file. */
  readonly tasks: readonly PipelineTask[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface PipelineParameter {
  readonly name: string;
  readonly value: Json;
  readonly note: string;
}

/** A node of a pipeline: it runs one file in a process of its own. */
export interface PipelineTask {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** The notebook or script that it runs, relative to the pipeline's folder; null when it is something else. */
  readonly file: string | null;
  /** Python that stands for a task without a file; null where there is none. */
  readonly code: string | null;
  /** Tasks that must be over before. */
  readonly after: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** Variables that are set before the file's own cells, after its parameters. */
  readonly given: readonly { readonly name: string; readonly value: Json }[];
  /** Values of the file's parameters. */
  readonly parameters: { readonly [name: string]: Json };
}

export type ImportCode =
  | ("CW3922" | "CW3923" | "CW3924" | "CW3925" | "CW3926" | "CW3927" | "CW3928" | "CW3929")
  | "CW3921";

export function notice(code: ImportCode, message: string, hint: string, severity: Severity = "warning"): Diagnostic {
  return { code, severity, cell: null, message, hint, range: null };
}

export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
