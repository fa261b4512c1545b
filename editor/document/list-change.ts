/** How a list became another one: `first` items at its beginning and `last` at its end stayed, `items` came between. */
export interface ListChange<Item> {
  readonly first: number;
  readonly items: readonly Item[];
  readonly last: number;
}

/** What to do to `before` to get `now`; null where they say the same. */
export function listChange<Item>(before: readonly Item[], now: readonly Item[]): ListChange<Item> | null {
  const shorter = Math.min(before.length, now.length);
  let first = 0;
  while (first < shorter && sameValue(before[first], now[first])) first++;
  if (first === before.length && first === now.length) return null;
  let last = 0;
  while (last < shorter - first && sameValue(before.at(-1 - last), now.at(-1 - last))) last++;
  return { first, items: now.slice(first, now.length - last), last };
}

/** The list with the change made; the same list where nothing changed, and the same items where they stayed. */
export function withChange<Item>(before: readonly Item[], change: ListChange<Item> | null): readonly Item[] {
  if (!change) return before;
  return [...before.slice(0, change.first), ...change.items, ...before.slice(before.length - change.last)];
}

/** Whether two plain values say the same, whatever the order of members. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), b as { readonly [key: string]: unknown }];
  if (left.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return left.every(([key, value]) => Object.hasOwn(right, key) && sameValue(value, right[key]));
}
