import type { Json, JsonObject } from "../../model/notebook.ts";
import type { Parameter } from "../parameters.ts";
import { untagged, untaggedJson } from "./escape.ts";

/** A parameter as whoever submits the workflow sees it. */
export function parameterOf(parameter: Parameter): JsonObject {
  const { name, value } = parameter;
  return {
    name: parameterName(parameter),
    description: isJson(parameter) ? `${untagged(name)}, in JSON` : name,
    value: isJson(parameter) ? untaggedJson(jsonOf(parameter)) : String(value),
  };
}

/** A list, and text that Argo would read as its own, are given as JSON. */
export function isJson({ list, value }: Parameter): boolean {
  return list || (typeof value === "string" && /\{\{|\}\}/.test(value));
}

function jsonOf({ type, value }: Parameter): string {
  const one = (item: Json) => (type === "float" && Number.isInteger(item) ? `${item}.0` : JSON.stringify(item));
  return Array.isArray(value) ? `[${value.map(one).join(", ")}]` : one(value as Json);
}

/** Argo takes letters, digits, `-` and `_` only. */
export function parameterName({ name }: Parameter): string {
  return name.replace(/[^A-Za-z0-9_]/gu, (char) => `u${(char.codePointAt(0) ?? 0).toString(16)}_`);
}
