import type { Diagnostic } from "../model/diagnostic.ts";
import { type Json, type JsonObject, splitLines } from "../model/notebook.ts";
import { cellIds } from "../phases/1-parse/cell-ids.ts";
import { pythonLiteral } from "../python/edit.ts";
import type { PythonParser } from "../python/parser.ts";
import { environmentCells } from "./environment-cells.ts";
import { type GatheredParameter, gatherParameters } from "./gather-parameters.ts";
import { orderTasks } from "./order-tasks.ts";
import { notice, type Pipeline, type PipelineTask } from "./pipeline.ts";
import { type DraftCell, draft, readTaskFile } from "./read-file.ts";

export interface AssembleInput {
  /** The text of a file beside the pipeline; null where there is none. */
  read(path: string): string | null;
  readonly parser: PythonParser;
}

export interface Assembled {
  /** The notebook. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Section {
  readonly task: PipelineTask;
  readonly cells: readonly DraftCell[];
}

/**
 * One notebook that does what the pipeline does: a section a task, one cell of parameters. The cells of a task run in their
 * order and after the tasks it waits for, as they did in processes of their own.
 */
export function assemble(pipeline: Pipeline, { read, parser }: AssembleInput): Assembled {
  const { ordered, diagnostics: circle } = orderTasks(pipeline.tasks);
  const found: Diagnostic[] = [...pipeline.diagnostics, ...circle];
  let metadata: JsonObject | null = null;
  const files = ordered.map((task): Section => {
    const content = contentOf(task, read);
    found.push(...content.diagnostics);
    metadata ??= content.metadata;
    return { task, cells: content.cells };
  });
  const parameters: GatheredParameter[] = pipeline.parameters.map(({ name, value, note }) => ({
    name,
    value: pythonLiteral(value),
    note,
  }));
  const taken = new Set(parameters.map(({ name }) => name));
  const gathered = files.map((section): Section => {
    const others = files.filter((other) => other !== section);
    const result = gatherParameters(section, others, taken, parser);
    for (const parameter of result.parameters) taken.add(parameter.name);
    parameters.push(...result.parameters);
    found.push(...result.diagnostics);
    return { task: section.task, cells: result.cells };
  });
  const environment = environmentCells(ordered, taken);
  parameters.push(...environment.parameters);
  const sections = gathered.map(({ task, cells }) => ({
    task,
    cells: [...(environment.ofTask.get(task.id) ?? []), ...cells],
  }));
  const head = [
    draft("markdown", [`# ${pipeline.title}`, pipeline.description].filter(Boolean).join("\n\n")),
    ...(parameters.length > 0 ? [draft("code", parameterLines(parameters), { tags: ["parameters"] })] : []),
    ...environment.ofAll,
  ];
  return { text: notebookText(head, sections, metadata ?? plainMetadata), diagnostics: distinct(found) };
}

function contentOf(task: PipelineTask, read: (path: string) => string | null) {
  const { file, code, title } = task;
  if (code !== null) return { cells: [draft("code", code)], metadata: null, diagnostics: [] };
  if (file === null) return { cells: [], metadata: null, diagnostics: [] };
  const text = read(file);
  if (text === null) {
    const hint = "Put the file there and import again.";
    const missing = notice("CW3922", `\`${file}\`, which “${title}” runs, is not there.`, hint);
    return { cells: [draft("markdown", `\`${file}\` was not there.`)], metadata: null, diagnostics: [missing] };
  }
  const content = readTaskFile({ ...task, file }, text);
  if (!file.includes("/")) return content;
  const elsewhere = notice(
    "CW3927",
    `“${title}” may have run in \`${file.slice(0, file.lastIndexOf("/"))}\`; its cells run in the folder of the notebook.`,
    "Write the paths in its cells relative to the notebook, where they were not.",
    "info",
  );
  return { ...content, diagnostics: [...content.diagnostics, elsewhere] };
}

function parameterLines(parameters: readonly GatheredParameter[]): string {
  return parameters
    .map(({ name, value, note }) => `${name} = ${value}${note ? `  # ${note.replace(/\s+/g, " ")}` : ""}`)
    .join("\n");
}

/** The files' own headings go below that of their section. */
function lowered(cell: DraftCell): DraftCell {
  if (cell.kind !== "markdown") return cell;
  let fenced = false;
  const lines = cell.source.split("\n").map((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const [, marks = "", rest = ""] = /^(#{1,6})(\s.*)$/.exec(line) ?? [];
    return fenced || marks === "" ? line : `${"#".repeat(Math.min(6, marks.length + 2))}${rest}`;
  });
  return { ...cell, source: lines.join("\n") };
}

function notebookText(head: readonly DraftCell[], sections: readonly Section[], metadata: JsonObject): string {
  const titled = sections.map(({ task, cells }) => {
    const heading = draft("markdown", [`## ${task.title}`, task.description].filter(Boolean).join("\n\n"));
    return { task, cells: [heading, ...cells.map(lowered)] };
  });
  const all = [...head, ...titled.flatMap(({ cells }) => cells)];
  const { ids } = cellIds(all.map(({ id, kind, source }) => ({ stored: id, kind, source })));
  const idOf = new Map(all.map((cell, index) => [cell, ids[index] ?? ""]));
  const after = waits(titled, idOf);
  const document = {
    cells: all.map((cell) => cellOf(cell, idOf.get(cell) ?? "", after.get(cell) ?? [])),
    metadata: withoutOurs(metadata),
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Of each code cell those it must wait for: the one before it in its task, or the ends of the tasks before. */
function waits(sections: readonly Section[], idOf: ReadonlyMap<DraftCell, string>): Map<DraftCell, readonly string[]> {
  const linked = new Set(sections.flatMap(({ task }) => (task.after.length > 0 ? [task.id, ...task.after] : [])));
  const ends = new Map<string, readonly string[]>();
  const after = new Map<DraftCell, readonly string[]>();
  for (const { task, cells } of sections) {
    let before: readonly string[] = [...new Set(task.after.flatMap((id) => ends.get(id) ?? []))];
    for (const cell of cells) {
      if (cell.kind !== "code") continue;
      if (linked.has(task.id)) after.set(cell, before);
      before = [idOf.get(cell) ?? ""];
    }
    ends.set(task.id, before);
  }
  return after;
}

function cellOf(cell: DraftCell, id: string, after: readonly string[]): JsonObject {
  const metadata = after.length > 0 ? { ...cell.metadata, cellweave: { after } } : cell.metadata;
  const common = { cell_type: cell.kind, id, metadata, source: splitLines(cell.source) };
  if (cell.kind === "code")
    return { ...common, execution_count: cell.executionCount, outputs: cell.outputs as unknown as Json };
  return cell.attachments ? { ...common, attachments: cell.attachments } : common;
}

function withoutOurs({ cellweave: _placed, papermill: _run, ...metadata }: JsonObject): JsonObject {
  return metadata;
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [`${each.code} ${each.message}`, each])).values()];
}

const plainMetadata: JsonObject = {
  kernelspec: { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" },
  language_info: { name: "python" },
};
