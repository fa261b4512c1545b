import type { JsonObject, Output } from "../../model/notebook.ts";
import { isObject } from "./read-placement.ts";

/** An output as nbformat has it, mended where a member is of a wrong type; null where its type is not known. */
export function readOutput(value: unknown): Output | null {
  if (!isObject(value) || typeof value.output_type !== "string") return null;
  const read = Object.hasOwn(readers, value.output_type) ? readers[value.output_type as Output["output_type"]] : null;
  return read?.(value) ?? null;
}

export function isMultiline(value: unknown): value is string | string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

const readers: Record<Output["output_type"], (value: JsonObject) => Output> = {
  stream: (value) => ({
    ...value,
    output_type: "stream",
    name: value.name === "stderr" ? "stderr" : "stdout",
    text: isMultiline(value.text) ? value.text : "",
  }),
  display_data: (value) => ({
    ...value,
    output_type: "display_data",
    data: isObject(value.data) ? value.data : {},
    metadata: isObject(value.metadata) ? value.metadata : {},
  }),
  execute_result: (value) => ({
    ...value,
    output_type: "execute_result",
    execution_count: readCount(value.execution_count),
    data: isObject(value.data) ? value.data : {},
    metadata: isObject(value.metadata) ? value.metadata : {},
  }),
  error: (value) => ({
    ...value,
    output_type: "error",
    ename: typeof value.ename === "string" ? value.ename : "",
    evalue: typeof value.evalue === "string" ? value.evalue : "",
    traceback: Array.isArray(value.traceback) ? value.traceback.filter((line) => typeof line === "string") : [],
  }),
};

/** An execution count, or null for anything that is not one. */
export function readCount(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}
