import type { Identity, Value } from "../../../python/analysis/value.ts";
import type { Observation } from "./observe.ts";

const mutableTypes = /^(?:list|dict|set|deque|bytearray|instance|collections\.|numpy\.|pandas\.|torch\.)/;

/** A name from before whose object a value is or holds: from another process it would come back as a copy. */
export function sharedName(seen: Observation, value: Value): string | undefined {
  const { before, record } = seen.machine;
  const open = [...value.ids];
  const met = new Set<Identity>();
  for (let id = open.pop(); id !== undefined && met.size < 200; id = open.pop()) {
    if (met.has(id)) continue;
    met.add(id);
    const name = seen.isOutside(id)
      ? before.names(id).find((one) => isMutable(before.value(one), id as Identity))
      : undefined;
    if (name !== undefined) return name;
    for (const { container, held, loose } of record.links) if (container === id && !loose) open.push(...held.ids);
  }
  return undefined;
}

function isMutable(value: Value | undefined, id: Identity): boolean {
  return value?.ids.includes(id) === true && mutableTypes.test(value.type);
}
