import type { Diagnostic, Range } from "../../model/diagnostic.ts";
import { jsonError } from "./json-error.ts";
import { stringEnd } from "./json-scan.ts";

export interface ParsedJson {
  /** False when the text is not JSON; `value` is then null. */
  readonly valid: boolean;
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

const notNumbers = /-?(?:NaN|Infinity)/y;

/** Reads JSON as Python writes it: a byte order mark, NaN and Infinity (read as null) are let pass, with a warning. */
export function parseJson(text: string): ParsedJson {
  const marked = text.startsWith("\ufeff");
  const body = marked ? text.slice(1) : text;
  const diagnostics: Diagnostic[] = marked ? [byteOrderMark] : [];
  const strict = attempt(body);
  if (strict.valid) return { ...strict, diagnostics };
  const lenient = withoutNaN(body);
  const second = lenient === body ? strict : attempt(lenient);
  if (second.valid) return { ...second, diagnostics: [...diagnostics, notANumber] };
  return { valid: false, value: null, diagnostics: [syntaxError(body)] };
}

function attempt(text: string): { valid: boolean; value: unknown } {
  try {
    return { valid: true, value: JSON.parse(text) };
  } catch {
    return { valid: false, value: null };
  }
}

// Places do not matter here: the file's own text keeps its NaN.
function withoutNaN(text: string): string {
  if (!text.includes("NaN") && !text.includes("Infinity")) return text;
  const kept: string[] = [];
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === '"') index = stringEnd(text, index) - 1;
    else if (letter === "N" || letter === "I" || letter === "-") {
      notNumbers.lastIndex = index;
      const word = notNumbers.exec(text)?.[0];
      if (word === undefined) continue;
      kept.push(text.slice(from, index), "null");
      from = index + word.length;
      index = from - 1;
    }
  }
  return [...kept, text.slice(from)].join("");
}

function syntaxError(text: string): Diagnostic {
  const error = text.trim() === "" ? { offset: 0, reason: "the file is empty" } : jsonError(text);
  const range = rangeAt(text, error?.offset ?? 0);
  const { line, column } = range.start;
  return {
    code: "CW1001",
    severity: "error",
    cell: null,
    message: `The file is not valid JSON: ${error?.reason ?? "it cannot be read"} at line ${line}, column ${column + 1}.`,
    hint: "Restore the file from version control or a checkpoint, or mend that place in a text editor.",
    range,
  };
}

function rangeAt(text: string, offset: number): Range {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const start = { line, column: offset - (before.lastIndexOf("\n") + 1) };
  return { start, end: { line, column: start.column + 1 } };
}

const byteOrderMark: Diagnostic = {
  code: "CW1011",
  severity: "warning",
  cell: null,
  message: "The file begins with a byte order mark, which Jupyter refuses to read.",
  hint: "Save it as UTF-8 without a byte order mark; Cellweave keeps the mark as it is.",
  range: null,
};

const notANumber: Diagnostic = {
  code: "CW1012",
  severity: "warning",
  cell: null,
  message: "The file holds NaN or Infinity, which JSON does not have.",
  hint: "They are read as null and kept in the file; run the cell that made them again to be rid of them.",
  range: null,
};
