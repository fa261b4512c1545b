import type { SyntaxNode } from "../parser.ts";
import { settingReads, settings } from "../tables/libraries.ts";
import type { Machine } from "./machine.ts";
import type { Value } from "./value.ts";

/** How a path is named in an effect: what it says where that is known, else `$name`, else nothing. */
export function pathText(machine: Machine, value: Value, node: SyntaxNode | null): string | null {
  if (value.literal !== null && value.literal !== "draws") return value.literal.replace(/^\.\//, "");
  if (node === null || machine.site !== null) return null;
  const text = machine.source.slice(node.start, node.end);
  return /^[\p{ID_Continue}.]{1,60}$/u.test(text) ? `$${text}` : null;
}

/** Writing into a library's settings; null where it is no setting that the tables know. */
export function settingWritten(path: string, key: string | null): string | null {
  return match(settings, path, key);
}

export function settingRead(path: string, key: string | null): string | null {
  return match(settingReads, path, key);
}

function match(table: typeof settings, path: string, key: string | null): string | null {
  for (const [prefix, effect] of table) {
    if (path !== prefix && !path.startsWith(`${prefix}.`)) continue;
    return key === null ? effect.replace(":$key", "") : effect.replace("$key", key);
  }
  return null;
}
