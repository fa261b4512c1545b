/** The vocabulary of nbformat 4, as far as Cellweave reads it. Unknown members stay in the file's own text. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** nbformat's multiline string: lines that keep their newline, or one string. */
export type MultilineString = string | readonly string[];

/** MIME type → content; text types are strings, JSON types any JSON, binary types base64. */
export type MimeBundle = { readonly [mime: string]: Json };

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: MultilineString;
}
export interface DisplayOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}
export interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

export type CellKind = "code" | "markdown" | "raw";

/** Joins nbformat's list of lines into one string. */
export function joinLines(text: MultilineString): string {
  return typeof text === "string" ? text : text.join("");
}

/** Splits a string the way nbformat stores it: every line but the last keeps its newline. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
