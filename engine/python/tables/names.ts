/** Names that IPython sets after each cell: `_`, `__`, `Out`, `In`, `_3`, `_i`, `_i3`, `_oh`, `_dh`. */
export const historyNames = /^(?:_{1,3}|_\d+|_i{1,3}|_i\d+|_ih|_oh|_dh|In|Out)$/;

/** Names that every module has. */
export const moduleNames: ReadonlySet<string> = new Set([
  "__name__",
  "__doc__",
  "__file__",
  "__builtins__",
  "__builtin__",
  "__spec__",
  "__loader__",
  "__package__",
  "__annotations__",
  "__debug__",
  "__vsc_ipynb_file__",
  "__session__",
]);

const sets = new Map<string, ReadonlySet<string>>();
let starExports: { readonly [module: string]: string } = {};

/** Loads what `from module import *` binds: a large table, which `createParser` waits for where nothing else is said. */
export async function loadStarNames(): Promise<void> {
  ({ starExports } = await import("./star-exports.ts"));
}

/** What `from module import *` binds; null when nobody knows, or the table is not loaded. */
export function starNames(module: string): ReadonlySet<string> | null {
  const text = Object.hasOwn(starExports, module) ? starExports[module] : undefined;
  if (text === undefined) return null;
  const known = sets.get(module) ?? new Set(text.split(" "));
  sets.set(module, known);
  return known;
}
