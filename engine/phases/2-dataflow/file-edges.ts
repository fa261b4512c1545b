import { cellNumber } from "../../model/flow.ts";
import type { CellFacts } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import { changesFiles } from "../../python/tables/shell.ts";
import type { EdgeList } from "./edges.ts";

/** Who touched a path: the last writer, and the readers since. */
interface PathUse {
  writer: CellFacts | null;
  readers: CellFacts[];
}

/** Edges for files whose paths stand in the code: all possible, since another directory may be meant. */
export function fileEdges(cells: readonly AnalysedCell[], facts: readonly CellFacts[], edges: EdgeList): void {
  const paths = new Map<string, PathUse>();
  let shell: CellFacts | null = null;
  let sinceShell: CellFacts[] = [];
  facts.forEach((cell, i) => {
    const uses = filesOf(cell);
    if (shell !== null && uses.length > 0) {
      edges.add(
        "file",
        false,
        shell,
        cell,
        "fs",
        (_paths, from, to) =>
          `Cell ${cellNumber(from)} runs a shell command that may make or change files that cell ${cellNumber(to)} uses.`,
      );
    }
    for (const { verb, path } of uses) if (verb === "read") readPath(paths, path, cell, edges);
    for (const { verb, path } of uses) if (verb === "write") writePath(paths, path, cell, edges);
    if (uses.length > 0) sinceShell.push(cell);
    if (!runsShell(cells[i] as AnalysedCell, cell)) return;
    if (shell !== null)
      edges.add(
        "file",
        false,
        shell,
        cell,
        "fs",
        (_paths, from, to) =>
          `Cells ${cellNumber(from)} and ${cellNumber(to)} run shell commands that may change the same files.`,
      );
    for (const user of sinceShell)
      edges.add(
        "file",
        false,
        user,
        cell,
        "fs",
        (_paths, from, to) =>
          `Cell ${cellNumber(to)} runs a shell command that may use the files of cell ${cellNumber(from)}.`,
      );
    shell = cell;
    sinceShell = [];
  });
}

function filesOf(cell: CellFacts): { readonly verb: string; readonly path: string }[] {
  return cell.effects.flatMap((effect) => {
    const found = /^fs:(read|write):(.+)$/.exec(effect);
    return found === null ? [] : [{ verb: found[1] as string, path: normal(found[2] as string) }];
  });
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
  }
  return parts.join("/");
}

function runsShell(cell: AnalysedCell, facts: CellFacts): boolean {
  if (!facts.effects.includes("shell")) return false;
  const { magics } = cell.parsed;
  if (magics.length === 0) return true;
  return magics.some(
    (magic) =>
      magic.kind === "shell" &&
      changesFiles(magic.cell ? magic.body : magic.name === "!" ? magic.argument : `${magic.name} ${magic.argument}`),
  );
}

function readPath(paths: Map<string, PathUse>, path: string, cell: CellFacts, edges: EdgeList): void {
  for (const key of related(paths, path)) {
    const { writer } = paths.get(key) as PathUse;
    if (writer !== null)
      edges.add(
        "file",
        false,
        writer,
        cell,
        `fs:${path}`,
        (_paths, from, to) => `Cell ${cellNumber(from)} writes \`${key}\`, which cell ${cellNumber(to)} reads.`,
      );
  }
  use(paths, path).readers.push(cell);
}

function writePath(paths: Map<string, PathUse>, path: string, cell: CellFacts, edges: EdgeList): void {
  for (const key of related(paths, path)) {
    const { writer, readers } = paths.get(key) as PathUse;
    if (writer !== null)
      edges.add(
        "file",
        false,
        writer,
        cell,
        `fs:${path}`,
        (_paths, from, to) => `Cell ${cellNumber(from)} writes \`${key}\`, which cell ${cellNumber(to)} writes again.`,
      );
    for (const reader of readers)
      edges.add(
        "file",
        false,
        reader,
        cell,
        `fs:${path}`,
        (_paths, from, to) => `Cell ${cellNumber(from)} reads \`${key}\` before cell ${cellNumber(to)} writes it.`,
      );
  }
  const own = use(paths, path);
  own.writer = cell;
  own.readers = [];
}

function use(paths: Map<string, PathUse>, path: string): PathUse {
  const known = paths.get(path) ?? { writer: null, readers: [] };
  paths.set(path, known);
  return known;
}

/** The path itself, the folders that it is in, and, for a folder or a pattern, what is in it. */
function related(paths: ReadonlyMap<string, PathUse>, path: string): string[] {
  const found = paths.has(path) ? [path] : [];
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    const folder = path.slice(0, slash);
    if (paths.has(folder)) found.push(folder);
  }
  const star = path.search(/[*?[]/);
  const inside = star >= 0 ? path.slice(0, star) : /\.\w+$/.test(path) || path.startsWith("$") ? null : `${path}/`;
  if (inside !== null)
    for (const key of paths.keys()) if (key !== path && (path === "." || key.startsWith(inside))) found.push(key);
  return found;
}
