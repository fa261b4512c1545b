import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { CellId, Flow } from "../../model/flow.ts";
import type { SkeletonName } from "../../model/skeleton.ts";
import { readCell } from "../../python/analysis/read-cell.ts";
import type { PythonParser } from "../../python/parser.ts";
import { scopesOf } from "../../python/scopes.ts";
import { authorText } from "./author-text.ts";
import type { Meanings } from "./meanings.ts";
import { recognise } from "./recognise.ts";
import { freeName } from "./write/free-name.ts";

/**
 * A cell that shows a skeleton and runs by itself, to stand after a cell or, for null, at the top. It binds no name that
 * the notebook has, and imports the package where the cells before have not.
 */
export function scaffoldFor(flow: Flow, after: CellId | null, skeleton: SkeletonName, parser: PythonParser): string {
  const written = skeletonTypes[skeleton].source({});
  const { taken, meanings } = namesOf(flow, after, parser);
  const { bound } = scopesOf(readCell(parser, written).root);
  const used = new Set([...taken, ...bound]);
  let text = written;
  for (const name of bound) {
    if (name !== "cw" && taken.has(name)) text = renamed(text, name, freeName(used, [name]));
  }
  const known = [...meanings].find(([, { means }]) => means === "package")?.[0];
  if (known !== undefined) return text.slice(text.indexOf("\n\n") + 2).replaceAll(/\bcw\./g, `${known}.`);
  if (!taken.has("cw")) return text;
  return text.replace("import cellweave as cw", "import cellweave").replaceAll(/\bcw\./g, "cellweave.");
}

/** The name wherever it stands as a word of its own, in the strings of options too. */
function renamed(text: string, name: string, by: string): string {
  return text.replaceAll(new RegExp(`(?<![\\w.])${name}\\b`, "g"), by);
}

/** Names that any cell binds, and what names stand for after one of them. */
function namesOf(
  flow: Flow,
  after: CellId | null,
  parser: PythonParser,
): { readonly taken: ReadonlySet<string>; readonly meanings: Meanings } {
  const taken = new Set<string>();
  const packages = new Set<string>();
  const meanings: Meanings = new Map();
  const later: Meanings = new Map();
  const last = after === null ? -1 : flow.cells.findIndex(({ id }) => id === after);
  for (const [at, { kind, source }] of flow.cells.entries()) {
    if (kind !== "code") continue;
    const parsed = readCell(parser, source);
    for (const name of scopesOf(parsed.root).bound) taken.add(name);
    if (parsed.problems.length > 0) continue;
    recognise(authorText(parsed), at <= last ? meanings : later);
    for (const [name, { means }] of [...meanings, ...later]) if (means === "package") packages.add(name);
  }
  // A name that stands for the package is no clash.
  for (const name of packages) taken.delete(name);
  return { taken, meanings };
}
