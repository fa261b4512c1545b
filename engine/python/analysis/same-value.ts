import { sameItems } from "./history.ts";
import type { Frame, FunctionValue, Value } from "./value.ts";

/** Whether two values say the same of the same memory, so that one can stand for the other. */
export function sameValue(a: Value, b: Value): boolean {
  return (
    a === b ||
    (a.type === b.type &&
      a.path === b.path &&
      a.literal === b.literal &&
      a.method === b.method &&
      a.pinned === b.pinned &&
      a.cls === b.cls &&
      sameItems(a.ids, b.ids) &&
      sameItems(a.whole, b.whole) &&
      sameItems(a.oneOf, b.oneOf) &&
      sameItems(a.maybe, b.maybe) &&
      sameList(a.functions, b.functions, sameFunction) &&
      sameList(a.elements, b.elements, sameValue) &&
      (a.self === b.self || (a.self !== null && b.self !== null && sameValue(a.self, b.self))))
  );
}

/** The same definition, read once and followed twice. One that belongs to a class or a call is only the same as itself. */
function sameFunction(a: FunctionValue, b: FunctionValue): boolean {
  if (a === b) return true;
  if (a.node !== b.node || a.owner !== null || b.owner !== null || a.defaults.size !== b.defaults.size) return false;
  if (a.name !== b.name || a.source !== b.source || a.scope !== b.scope || a.generator !== b.generator) return false;
  if (!isModule(a.frame) || !isModule(b.frame) || !sameItems(a.ids, b.ids)) return false;
  return [...a.defaults].every(([name, value]) => {
    const other = b.defaults.get(name);
    return other !== undefined && sameValue(value, other);
  });
}

function isModule({ kind, locals }: Frame): boolean {
  return kind === "module" && locals.size === 0;
}

function sameList<Item>(
  a: readonly Item[] | null,
  b: readonly Item[] | null,
  same: (a: Item, b: Item) => boolean,
): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  return a.every((item, at) => same(item, b[at] as Item));
}
