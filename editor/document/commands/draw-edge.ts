import type { CellId, CellPlacement } from "@cellweave/engine/model/flow";
import { type Command, placeAfter } from "./command.ts";
import { placeOn } from "./place.ts";
import { writeSource } from "./write-source.ts";

/** How the edge is written down: a value given to a name, a name that nobody defines replaced, or order alone. */
export type EdgeWriting =
  | { readonly write: "bind"; readonly name: string; readonly value: string }
  | { readonly write: "rename"; readonly name: string; readonly value: string }
  | { readonly write: "after" };

export interface DrawEdge {
  readonly from: CellId;
  readonly to: CellId;
  readonly writing: EdgeWriting;
}

/** Draws an edge by writing it into the code. A cell that stood before its source moves to just after it. */
export const drawEdge: Command<DrawEdge> = {
  name: "draw-edge",
  label: "edge",
  apply(content, { from, to, writing }) {
    const target = content.cells[to];
    if (!target || !content.cells[from] || from === to) return;
    if (content.order.indexOf(to) < content.order.indexOf(from)) {
      content.order = content.order.filter((id) => id !== to);
      placeAfter(content.order, [to], from);
    }
    if (writing.write === "after") {
      const { after = [] } = (target.metadata.cellweave ?? {}) as CellPlacement;
      if (!after.includes(from)) placeOn(target, { after: [...after, from] });
      return;
    }
    writeSource(target, writing.write === "bind" ? bound(target.source, writing) : renamed(target.source, writing));
  },
};

/** A cell magic must stay the first line. */
function bound(source: string, { name, value }: { name: string; value: string }): string {
  const line = name === value ? value : `${name} = ${value}`;
  if (source.trim() === "") return line;
  const magic = /^%%[^\n]*\n/.exec(source)?.[0] ?? "";
  return `${magic}${line}\n${source.slice(magic.length)}`;
}

/** Replaces the name where it stands alone: not after a dot, not inside strings or comments, not as a keyword argument. */
function renamed(source: string, { name, value }: { name: string; value: string }): string {
  const tokens =
    /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*)|(?<![\w.])([A-Za-z_]\w*)(?!\w)(?!\s*=(?!=))/g;
  return source.replace(tokens, (all, _quoted, word) => (word === name ? value : all));
}
