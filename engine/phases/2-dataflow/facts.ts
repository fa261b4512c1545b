import type { Position, Range } from "../../model/diagnostic.ts";
import type { CellPlacement, FlowCell } from "../../model/flow.ts";
import type { CellFacts, Observed } from "../../model/graph.ts";
import type { Analysis } from "../../python/analysis/analyse.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";

const none: readonly string[] = [];

const known = new WeakMap<
  Analysis,
  { readonly cell: FlowCell; readonly seen: Observed[string] | undefined; readonly facts: CellFacts }
>();

/** What the graph says of one cell; made anew only when something about the cell changed. */
export function factsOf(cell: AnalysedCell, observed: Observed): CellFacts {
  const seen = Object.keys(observed).length === 0 ? undefined : observed[cell.hash()];
  const before = known.get(cell.analysis);
  const same = before?.seen === seen && before?.cell.id === cell.cell.id && before.cell.index === cell.cell.index;
  if (before !== undefined && same && samePlacement(before.cell.placement, cell.cell.placement)) return before.facts;
  const facts = newFacts(cell, seen);
  known.set(cell.analysis, { cell: cell.cell, seen, facts });
  return facts;
}

function samePlacement(a: CellPlacement, b: CellPlacement): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What was read in its code, what its runs showed, and what its author says of it. */
function newFacts(cell: AnalysedCell, seen: Observed[string] | undefined): CellFacts {
  const { id, index, placement } = cell.cell;
  const { analysis, parsed } = cell;
  if (parsed.problems.length > 0) return unreadable(id, index);
  const { record, bindings } = analysis;
  const overrides = placement.overrides ?? {};
  const writes: string[] = [];
  const maybeWrites: string[] = [];
  const deletes: string[] = [];
  const pinned: { [name: string]: string } = {};
  for (const [name, { value, certain, deleted }] of bindings) {
    if (deleted) deletes.push(name);
    else (certain ? writes : maybeWrites).push(name);
    if (!deleted && value.pinned !== null) pinned[name] = value.pinned;
  }
  for (const name of seen?.writes ?? []) if (!bindings.has(name)) maybeWrites.push(name);
  for (const name of seen?.stuck ?? []) pinned[name] ??= "a value that could not leave its process when the cell ran";
  if (record.stars.size > 0) maybeWrites.push("*");
  const mutates = overrides.pure
    ? none
    : union([...record.mutates], union(overrides.mutates ?? none, seen?.mutates ?? none));
  const unsure = overrides.pure || overrides.mutates !== undefined ? none : [...record.maybeMutates];
  const settled = new Set([...mutates, ...(seen?.pure ?? none)]);
  return {
    id,
    index,
    reads: [...record.reads.keys()],
    writes,
    maybeWrites,
    deletes,
    mutates,
    maybeMutates: unsure.filter((name) => !settled.has(name)),
    deferred: analysis.deferred,
    effects: [...record.effects],
    places: placesOf(cell),
    definitionsOnly: analysis.definitionsOnly,
    light: !record.heavy,
    pinned,
    imports: [...record.imports],
    parses: true,
  };
}

/** What is known of a cell that cannot be read: where it stands. */
export function unreadable(id: string, index: number): CellFacts {
  return {
    id,
    index,
    reads: none,
    writes: none,
    maybeWrites: none,
    deletes: none,
    mutates: none,
    maybeMutates: none,
    deferred: none,
    effects: none,
    places: {},
    definitionsOnly: false,
    light: true,
    pinned: {},
    imports: none,
    parses: false,
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

function placesOf(cell: AnalysedCell): CellFacts["places"] {
  const places: { [name: string]: Range } = {};
  const at = positions(cell.parsed.python);
  for (const [name, { start, end }] of cell.analysis.record.places) places[name] = { start: at(start), end: at(end) };
  return places;
}

/** Turns offsets of a text into lines and columns. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) };
  };
}
