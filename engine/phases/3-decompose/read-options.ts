import type { SettingSchema } from "@cellweave/nodes/define-node";
import type { Diagnostic, Range } from "../../model/diagnostic.ts";
import { cellNumber, type FlowCell } from "../../model/flow.ts";
import type { Json } from "../../model/notebook.ts";
import { type AuthorText, rangeOf } from "./author-text.ts";
import type { Argument, SkeletonCall } from "./read-call.ts";
import { readLiteral } from "./read-literal.ts";
import { skeletons } from "./skeletons/skeletons.ts";

export interface ReadOptions {
  readonly options: { readonly [name: string]: Json };
  readonly ranges: { readonly [name: string]: Range };
  readonly diagnostics: readonly Diagnostic[];
}

/** The literal options of a call, where they stand, and what is wrong with them. */
export function readOptions(cell: FlowCell, text: AuthorText, call: SkeletonCall): ReadOptions {
  const { type } = skeletons[call.skeleton];
  const settings: { readonly [name: string]: SettingSchema } = type.settings;
  const options: { [name: string]: Json } = {};
  const ranges: { [name: string]: Range } = {};
  const diagnostics: Diagnostic[] = [];
  for (const { name, value } of call.options) {
    const range = rangeOf(text, value);
    const schema = settings[name] as SettingSchema;
    const literal = readLiteral(value, text.source);
    ranges[name] = range;
    if (literal === undefined) diagnostics.push(dynamic(cell, call, name, schema, range));
    else if (!accepts(schema, literal)) diagnostics.push(unfit(cell, call, name, schema, range));
    else options[name] = literal;
  }
  if (type.others === "refused") {
    for (const argument of call.broadcast) diagnostics.push(unknown(cell, text, call, argument, Object.keys(settings)));
  }
  return { options, ranges, diagnostics };
}

/** Whether a setting can have the value; None leaves it as it is when nothing is said. */
export function accepts(schema: SettingSchema, value: Json): boolean {
  if (value === null) return schema.default === undefined;
  if (typeof value === "number" && schema["x-also"] === "number") return true;
  if (schema.enum !== undefined) return schema.enum.includes(value as string);
  if (schema.type === "integer" || schema.type === "number") {
    if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value))) return false;
    return (
      value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) && value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
    );
  }
  return typeof value === schema.type;
}

/** What a setting can be, in words. */
export function wanted(schema: SettingSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((choice) => `"${choice}"`).join(" or ");
  if (schema.type === "boolean") return "True or False";
  if (schema.type === "string") return "a string";
  const least = schema.minimum === undefined ? "" : ` from ${schema.minimum} up`;
  return `a ${schema.type === "integer" ? "whole number" : "number"}${least}`;
}

function unfit(cell: FlowCell, call: SkeletonCall, name: string, schema: SettingSchema, range: Range): Diagnostic {
  return {
    code: "CW3003",
    severity: "warning",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} gives \`${name}\` of cw.${call.skeleton} a value that it cannot take.`,
    hint: `Write ${wanted(schema)}.`,
    range,
  };
}

function dynamic(cell: FlowCell, call: SkeletonCall, name: string, schema: SettingSchema, range: Range): Diagnostic {
  return {
    code: "CW3004",
    severity: "info",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} works out \`${name}\` of cw.${call.skeleton}, so the plan cannot show it before the cell runs.`,
    hint: `Write ${wanted(schema)} to see it in the plan; it runs as it is.`,
    range,
  };
}

function unknown(
  cell: FlowCell,
  text: AuthorText,
  call: SkeletonCall,
  { name, value }: Argument,
  known: readonly string[],
): Diagnostic {
  return {
    code: "CW3005",
    severity: "warning",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} gives cw.${call.skeleton} the option \`${name}\`, which it does not have.`,
    hint: known.length === 0 ? "It has no options: take it out." : `Its options are ${known.join(", ")}.`,
    range: rangeOf(text, value),
  };
}
