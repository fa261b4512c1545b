import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json } from "../model/notebook.ts";
import { assignmentsOf, pythonLiteral } from "../python/edit.ts";
import type { PythonParser } from "../python/parser.ts";
import { notice, type PipelineTask } from "./pipeline.ts";
import type { DraftCell } from "./read-file.ts";

/** A line of the notebook's one cell of parameters. */
export interface GatheredParameter {
  readonly name: string;
  /** Python. */
  readonly value: string;
  readonly note: string;
}

interface TaskCells {
  readonly task: PipelineTask;
  readonly cells: readonly DraftCell[];
}

interface Gathered {
  readonly parameters: readonly GatheredParameter[];
  readonly cells: readonly DraftCell[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Names that Ploomber fills in; they are no parameters of the flow. */
const filledIn = new Set(["upstream", "product"]);

/**
 * Takes the parameters of a task's file out of its cells. A name that another task uses too gets the task's name before
 * it, since each task had variables of its own.
 */
export function gatherParameters(
  { task, cells }: TaskCells,
  others: readonly TaskCells[],
  taken: ReadonlySet<string>,
  parser: PythonParser,
): Gathered {
  const values = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const plain = new Set<DraftCell>();
  for (const tag of ["parameters", "injected-parameters"]) {
    for (const cell of cells.filter((each) => hasTag(each, tag))) {
      const found = assignmentsOf(cell.source, parser);
      if (found.length !== parser.parse(cell.source).root.children.length) {
        diagnostics.push(stays(task.title));
        continue;
      }
      plain.add(cell);
      for (const { name, value } of found) values.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(task.parameters)) values.set(name, pythonLiteral(value));
  const names = [...values.keys()].filter((name) => !filledIn.has(name));
  const shared = (name: string) => taken.has(name) || others.some((other) => mentions(other.cells, name));
  const parameters = names.map((name) => ({
    name: shared(name) ? `${variable(task.title)}_${name}` : name,
    value: values.get(name) ?? "None",
    note: "",
  }));
  const aliases = names.flatMap((name, at) =>
    parameters[at]?.name === name ? [] : [`${name} = ${parameters[at]?.name}`],
  );
  const given = task.given.map(({ name, value }) => `${name} = ${pythonLiteral(value as Json)}`);
  const lines = [...aliases, ...given];
  const at = cells.findIndex((cell) => plain.has(cell));
  const setting: DraftCell = {
    kind: "code",
    source: lines.join("\n"),
    metadata: {},
    outputs: [],
    executionCount: null,
  };
  const rest = cells.map((cell) => (plain.has(cell) ? null : cell));
  const placed = rest.flatMap((cell, index) => [
    ...(index === at && lines.length > 0 ? [setting] : []),
    ...(cell ? [cell] : []),
  ]);
  return { parameters, cells: at < 0 && lines.length > 0 ? [setting, ...placed] : placed, diagnostics };
}

/** A task's title as the beginning of a variable's name. */
export function variable(title: string): string {
  const spelt = title
    .normalize("NFKD")
    .replace(/\.\w+$/, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return /^[a-z]/.test(spelt) ? spelt : `task_${spelt}`;
}

function hasTag({ kind, metadata }: DraftCell, tag: string): boolean {
  return kind === "code" && Array.isArray(metadata.tags) && metadata.tags.includes(tag);
}

function mentions(cells: readonly DraftCell[], name: string): boolean {
  const word = new RegExp(`(?<![\\w.])${name.replace(/\W/g, "\\$&")}(?!\\w)`, "u");
  return cells.some(({ kind, source }) => kind === "code" && word.test(source));
}

function stays(title: string): Diagnostic {
  return notice(
    "CW3929",
    `The cell of parameters of “${title}” holds more than plain values, so it stays in its place.`,
    "Leave only lines like `year = 2024` in it.",
  );
}
