import type { CellId, Flow, FlowCell } from "../model/flow.ts";
import { assignmentsOf } from "../python/edit.ts";
import type { PythonParser } from "../python/parser.ts";

export type ParameterType = "int" | "float" | "str" | "bool";

/** A value that whoever runs the flow may set: a plain literal of the cell tagged `parameters`. */
export interface Parameter {
  readonly name: string;
  readonly cell: CellId;
  readonly type: ParameterType;
  /** A list of values of the type, which is not `bool` then. */
  readonly list: boolean;
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
}

/** The parameters of a flow with their defaults; what papermill was given before counts as the default. */
export function parametersOf(flow: Flow, parser: PythonParser): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const tag of ["parameters", "injected-parameters"]) {
    for (const cell of flow.cells.filter((candidate) => isTagged(candidate, tag))) {
      for (const { name, value } of assignmentsOf(cell.source, parser)) {
        const read = readLiteral(value);
        if (read !== null) found.set(name, { name, cell: cell.id, ...read });
      }
    }
  }
  return [...found.values()];
}

/** The cell after which given parameters are set. */
export function parameterCell(flow: Flow): CellId | null {
  const cells = flow.cells.filter((cell) => isTagged(cell, "parameters") || isTagged(cell, "injected-parameters"));
  return cells.at(-1)?.id ?? null;
}

function isTagged(cell: FlowCell, tag: string): boolean {
  const { tags } = cell.metadata;
  return cell.kind === "code" && Array.isArray(tags) && tags.includes(tag);
}

type Read = Pick<Parameter, "type" | "list" | "value">;

/** A number, a text, or true or false. */
export interface Scalar {
  readonly type: ParameterType;
  readonly value: string | number | boolean;
}

function readLiteral(text: string): Read | null {
  const one = scalarIn(text.trim());
  if (one !== null) return { ...one, list: false };
  const inner = /^\[([^[\]]*)\]$/s.exec(text.trim())?.[1];
  if (inner === undefined || inner.trim() === "" || /["'].*,.*["']/s.test(inner.replace(/"[^",]*"|'[^',]*'/g, "")))
    return null;
  const items = inner
    .replace(/,\s*$/, "")
    .split(",")
    .map((item) => scalarIn(item.trim()));
  const [first] = items;
  // CWL cannot hand a list of true and false over: it drops what is false.
  if (!first || first.type === "bool" || !items.every((item) => item?.type === first.type)) return null;
  return { type: first.type, list: true, value: items.flatMap((item) => item?.value ?? []) };
}

/** The value of a plain literal of Python; null of all else. */
export function scalarIn(text: string): Scalar | null {
  if (text === "True" || text === "False") return { type: "bool", value: text === "True" };
  if (/^-?\d{1,15}$/.test(text)) return { type: "int", value: Number(text) };
  if (/^-?(?:\d+\.\d*|\.\d+|\d+(?:\.\d*)?e[-+]?\d+)$/i.test(text)) return { type: "float", value: Number(text) };
  const string = /^(["'])((?:(?!\1)[^\\\n])*)\1$/.exec(text);
  return string ? { type: "str", value: string[2] ?? "" } : null;
}
