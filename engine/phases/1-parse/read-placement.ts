import type { Diagnostic } from "../../model/diagnostic.ts";
import { type CellPlacement, emptyPlacement, type FlowPlacement } from "../../model/flow.ts";
import type { JsonObject } from "../../model/notebook.ts";

/** Tells whether a member is of the type it must have. */
type Test = (value: unknown) => boolean;

const isString: Test = (value) => typeof value === "string";
const isBoolean: Test = (value) => typeof value === "boolean";
const isStrings: Test = (value) => Array.isArray(value) && value.every(isString);
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isObjects: Test = (value) => isObject(value) && Object.values(value).every(isObject);

const cellMembers = {
  environment: isString,
  skeleton: isObject,
  node: (value) => isObject(value) && isString(value.type) && Number.isInteger(value.version),
  after: isStrings,
  cache: (value) => value === "pin" || value === "never",
  split: (value) => Array.isArray(value) && value.every((line) => Number.isInteger(line) && line > 1),
  overrides: isObject,
} satisfies Record<keyof CellPlacement, Test>;

const overrideMembers = {
  pure: isBoolean,
  mutates: isStrings,
  barrier: isBoolean,
} satisfies Record<keyof NonNullable<CellPlacement["overrides"]>, Test>;

const flowMembers = {
  version: (value) => value === 1,
  environments: isObjects,
  nodes: isObjects,
  order: isStrings,
  view: isObject,
} satisfies Record<keyof FlowPlacement, Test>;

/** What stands in a cell's `metadata.cellweave`, without what is of a wrong type. */
export function readCellPlacement(metadata: JsonObject, cell: string, found: Diagnostic[]): CellPlacement {
  const placement: CellPlacement = pick(metadata.cellweave, cellMembers, "metadata.cellweave", cell, found);
  if (placement.overrides === undefined) return placement;
  const path = "metadata.cellweave.overrides";
  return { ...placement, overrides: pick(placement.overrides, overrideMembers, path, cell, found) };
}

/** What stands in the notebook's `metadata.cellweave`, completed, without what is of a wrong type. */
export function readFlowPlacement(metadata: JsonObject, found: Diagnostic[]): FlowPlacement {
  return { ...emptyPlacement, ...pick(metadata.cellweave, flowMembers, "metadata.cellweave", null, found) };
}

function pick(
  value: unknown,
  members: Record<string, Test>,
  path: string,
  cell: string | null,
  found: Diagnostic[],
): { [key: string]: never } {
  if (value === undefined) return {};
  if (!isObject(value)) {
    found.push(misplaced(path, cell));
    return {};
  }
  const entries = Object.entries(value).filter(([key, member]) => {
    const test = Object.hasOwn(members, key) ? members[key] : undefined;
    if (test !== undefined && !test(member)) found.push(misplaced(`${path}.${key}`, cell));
    return test?.(member) === true;
  });
  return Object.fromEntries(entries) as { [key: string]: never };
}

function misplaced(path: string, cell: string | null): Diagnostic {
  const owner = cell === null ? "The notebook's" : "The cell's";
  return {
    code: "CW1013",
    severity: "warning",
    cell,
    message: `${owner} ${path} is not of the form that Cellweave writes, so it has no effect.`,
    hint: "Take it out of the metadata, or place it again in the editor; until then it stays in the file as it is.",
    range: null,
  };
}
