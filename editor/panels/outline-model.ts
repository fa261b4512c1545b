import type { CellId } from "@cellweave/engine/model/flow";
import type { DocumentCell } from "../document/content.ts";
import { cellTitle, headingLevel } from "../ui/cell-title.ts";

/** One line of the outline. */
export interface OutlineRow {
  readonly id: CellId;
  /** Position among all cells, from 0. */
  readonly index: number;
  readonly kind: DocumentCell["kind"];
  readonly title: string;
  readonly heading: boolean;
  /** From 1, as ARIA counts. */
  readonly level: number;
  readonly parent: CellId | null;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
  readonly setSize: number;
  readonly positionInSet: number;
}

type Draft = { -readonly [Key in keyof OutlineRow]: OutlineRow[Key] };

/** Headings as branches with the cells below them as leaves; what is inside a closed branch is left out. */
export function outlineRows(cells: readonly DocumentCell[], closed: ReadonlySet<CellId>): OutlineRow[] {
  const rows = levelled(cells);
  const siblings = new Map<CellId | null, Draft[]>();
  for (const row of rows) pushTo(siblings, row);
  for (const row of rows) {
    row.hasChildren = siblings.has(row.id);
    row.setSize = siblings.get(row.parent)?.length ?? 1;
  }
  for (const group of siblings.values()) {
    for (const [position, row] of group.entries()) row.positionInSet = position + 1;
  }
  const hidden = new Set<CellId>();
  return rows.filter((row) => {
    row.expanded = row.hasChildren && !closed.has(row.id);
    const inside = row.parent !== null && (hidden.has(row.parent) || closed.has(row.parent));
    if (inside) hidden.add(row.id);
    return !inside;
  });
}

function pushTo(siblings: Map<CellId | null, Draft[]>, row: Draft): void {
  const found = siblings.get(row.parent);
  if (found) found.push(row);
  else siblings.set(row.parent, [row]);
}

function levelled(cells: readonly DocumentCell[]): Draft[] {
  const open: { id: CellId; heading: number }[] = [];
  return cells.map((cell, index) => {
    const heading = headingLevel(cell);
    if (heading !== null) while ((open.at(-1)?.heading ?? 0) >= heading) open.pop();
    const row: Draft = {
      id: cell.id,
      index,
      kind: cell.kind,
      title: cellTitle(cell),
      heading: heading !== null,
      level: open.length + 1,
      parent: open.at(-1)?.id ?? null,
      hasChildren: false,
      expanded: false,
      setSize: 1,
      positionInSet: 1,
    };
    if (heading !== null) open.push({ id: cell.id, heading });
    return row;
  });
}

/** The rows that hold all words of the query, with the branches they stand in; `tag:x` asks for a tag. */
export function filterCells(cells: readonly DocumentCell[], query: string): readonly DocumentCell[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return cells;
  return cells.filter((cell) => words.every((word) => matches(cell, word)));
}

function matches(cell: DocumentCell, word: string): boolean {
  if (word.startsWith("tag:")) return tagsOf(cell).some((tag) => tag.toLowerCase() === word.slice(4));
  return cell.source.toLowerCase().includes(word);
}

/** A cell's tags, as Jupyter keeps them. */
export function tagsOf(cell: Pick<DocumentCell, "metadata">): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

/** What a key means in the tree, as the ARIA practices say: the row to go to, or a branch to open or close. */
export function treeStep(
  rows: readonly OutlineRow[],
  at: number,
  key: string,
  page = 10,
): { readonly to: number } | { readonly open: boolean; readonly row: OutlineRow } | null {
  const row = rows[at];
  const last = rows.length - 1;
  const within = (to: number) => ({ to: Math.max(0, Math.min(last, to)) });
  if (key === "ArrowDown") return within(at + 1);
  if (key === "ArrowUp") return within(at - 1);
  if (key === "Home") return within(0);
  if (key === "End") return within(last);
  if (key === "PageDown") return within(at + page);
  if (key === "PageUp") return within(at - page);
  if (!row) return null;
  if (key === "ArrowRight") return row.hasChildren ? (row.expanded ? within(at + 1) : { open: true, row }) : null;
  if (key !== "ArrowLeft") return null;
  if (row.expanded) return { open: false, row };
  const parent = rows.findIndex((other) => other.id === row.parent);
  return parent < 0 ? null : { to: parent };
}
