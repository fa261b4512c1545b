import { builtinTypes } from "../../../python/tables/builtins.ts";
import type { Observation } from "./observe.ts";

/** Names of values, not of definitions, that a piece reads as they were before. */
export function broadcastOf({ asked, machine }: Observation, own: ReadonlySet<string>): readonly string[] {
  const names = new Set<string>();
  for (const { name } of asked) {
    if (own.has(name)) continue;
    const value = machine.before.value(name);
    if (value === undefined ? Object.hasOwn(builtinTypes, name) : /^(?:module|function|class)$/.test(value.type))
      continue;
    names.add(name);
  }
  return [...names];
}
