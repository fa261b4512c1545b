import type { Remembered, SessionStore } from "./session.ts";
import { firstSession, rememberedOf } from "./session.ts";

const key = "cellweave.session.1";

/** What the last visit left, as far as it can still be read. */
export function recall(storage: Pick<Storage, "getItem">): Partial<Remembered> {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? "{}");
    return isRecord(found) ? known({ ...found }) : {};
  } catch {
    return {};
  }
}

/** Keeps the session in storage from now on; the result stops it. Storage that is full or forbidden is left alone. */
export function remember(store: SessionStore, storage: Pick<Storage, "setItem">): () => void {
  let last = JSON.stringify(rememberedOf(store.getState()));
  return store.subscribe((state) => {
    const now = JSON.stringify(rememberedOf(state));
    if (now === last) return;
    last = now;
    try {
      storage.setItem(key, now);
    } catch {
      // Private windows refuse storage: the session then lives as long as the tab.
    }
  });
}

/** Only members of the kind that they are today: an older version may have stored something else. */
function known(found: { readonly [name: string]: unknown }): Partial<Remembered> {
  const kept: { [name: string]: unknown } = {};
  for (const [name, first] of Object.entries(rememberedOf(firstSession)) as [string, unknown][]) {
    const value = found[name];
    if (isRecord(first) && isRecord(value)) kept[name] = { ...first, ...value };
    else if (first === null ? typeof value === "string" : !isRecord(first) && kindOf(value) === kindOf(first))
      kept[name] = value;
  }
  return kept as Partial<Remembered>;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
