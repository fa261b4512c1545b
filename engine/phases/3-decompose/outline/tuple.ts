/** Python's tuple of strings. */
export function tuple(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name)).join(", ");
  return names.length === 1 ? `(${quoted},)` : `(${quoted})`;
}
