import { LineCounter, parseAllDocuments } from "yaml";
import type { FileFault } from "../model/wire.ts";
import { translate } from "../python/ipython.ts";
import type { PythonParser } from "../python/parser.ts";
import type { ExportFile } from "./exporter.ts";

type Check = (text: string, parser: PythonParser, path: string) => Pick<FileFault, "line" | "message"> | null;

/** How the text of a file is checked, by the ending of its name; what is not listed has no syntax that is known here. */
const checks: { readonly [ending: string]: Check } = {
  py: checkPython,
  ipynb: checkNotebook,
  json: checkJson,
  jsonld: checkJson,
  cwl: checkYaml,
  yml: checkYaml,
  yaml: checkYaml,
};

/** What is wrong with the syntax of the exported files, told without any foreign engine. */
export function checkFiles(files: readonly ExportFile[], parser: PythonParser): FileFault[] {
  return files.flatMap((file) => {
    if (!("text" in file)) return [];
    const ending = file.path.slice(file.path.lastIndexOf(".") + 1).toLowerCase();
    const fault = Object.hasOwn(checks, ending) ? checks[ending]?.(file.text, parser, file.path) : null;
    return fault ? [{ path: file.path, ...fault }] : [];
  });
}

function checkPython(text: string, parser: PythonParser, path: string): ReturnType<Check> {
  // The harness gives the cells of a step to IPython, which understands more than Python does.
  const pieces = path.startsWith("steps/") ? cellsOfStep(text) : [{ line: 1, text }];
  for (const piece of pieces) {
    const source = path.startsWith("steps/") ? translate(piece.text).python : piece.text;
    const [problem] = parser.parse(source).problems;
    if (problem) return { line: piece.line - 1 + lineAt(source, problem.start), message: problem.message };
  }
  return null;
}

function cellsOfStep(text: string): { readonly line: number; readonly text: string }[] {
  const lines = text.split("\n");
  const marks = lines.flatMap((line, index) => (/^#=+ (?:cell|definitions) \{/.test(line) ? [index] : []));
  return marks.map((mark, at) => ({ line: mark + 2, text: lines.slice(mark + 1, marks[at + 1]).join("\n") }));
}

function checkJson(text: string): ReturnType<Check> {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const [, at] = /position (\d+)/.exec((error as Error).message) ?? [];
    return { line: at === undefined ? null : lineAt(text, Number(at)), message: (error as Error).message };
  }
}

function checkYaml(text: string): ReturnType<Check> {
  if (text.trimStart().startsWith("{")) return checkJson(text);
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, strict: true });
  if (!Array.isArray(documents)) return null;
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (!error) return null;
  return { line: lineCounter.linePos(error.pos[0]).line, message: error.message.split("\n")[0] ?? error.message };
}

const wanted = ["cell_type", "id", "metadata", "source"];
const wantedOfCode = [...wanted, "execution_count", "outputs"];

function checkNotebook(text: string): ReturnType<Check> {
  const fault = checkJson(text);
  if (fault) return fault;
  const { nbformat, cells } = JSON.parse(text) as { nbformat?: unknown; cells?: unknown };
  if (nbformat !== 4 || !Array.isArray(cells)) return { line: null, message: "It is not a notebook of nbformat 4." };
  for (const [index, cell] of cells.entries()) {
    const missing = (cell.cell_type === "code" ? wantedOfCode : wanted).find((name) => !Object.hasOwn(cell, name));
    if (missing) return { line: null, message: `Cell ${index + 1} has no \`${missing}\`.` };
  }
  return null;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
