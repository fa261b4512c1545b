import type { CellId } from "@cellweave/engine/model/flow";
import type { Graph } from "@cellweave/engine/model/graph";
import { useEffect, useMemo, useRef, useState } from "react";
import { apartCells } from "../document/constructs.ts";
import { type DocumentContent, emptyContent, notebookPlacement, orderedCells } from "../document/content.ts";
import type { DocumentState } from "../document/document.ts";
import { sameValue } from "../document/list-change.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { type DrawnEdge, flowEdges } from "./flow-edges.ts";
import { shapeOf } from "./layout/content-shape.ts";
import { type Layout, linearLayout } from "./layout/linear-layout.ts";
import { placedLayout, putAt } from "./layout/placed-layout.ts";

const nothing: Layout = { cells: new Map(), frames: [] };

/** How long the page stays empty for the graph, in milliseconds, before the cells are shown in the notebook's order. */
const patience = 700;

/** Where everything stands now, and the lines between. */
export function useLayout(): { readonly layout: Layout; readonly edges: readonly DrawnEdge[] } {
  const shaped = useDocument(lastOfShape);
  const graph = useAnalysis((state) => state.graph);
  const known = useAnalysis((state) => state.status !== "none");
  const apart = useAnalysis((state) => [...apartCells(state.plan).keys()].join(" "));
  const waited = useWaited();
  const last = useRef(nothing);
  const layout = useMemo(() => {
    if (!known && !waited) return nothing;
    const laid = linearLayout(orderedCells(shaped), known ? graph.edges : null, new Set(apart.split(" ")));
    return sameLayout(last.current, placedLayout(laid, putAt(notebookPlacement(shaped))));
  }, [shaped, graph.edges, apart, known, waited]);
  last.current = layout;
  const definitions = definitionCells(graph).join(" ");
  const drawn = useRef<readonly DrawnEdge[]>([]);
  const edges = useMemo(
    () => flowEdges(graph.edges, layout, new Set(definitions.split(" ")), drawn.current),
    [graph.edges, layout, definitions],
  );
  drawn.current = edges;
  return { layout, edges };
}

let shaped: DocumentContent = emptyContent;

/** The content, or an earlier one that is laid out just the same: while a person types, nothing is drawn anew. */
function lastOfShape({ content }: DocumentState): DocumentContent {
  const same = content.metadata === shaped.metadata && shapeOf(content) === shapeOf(shaped);
  if (!same) shaped = content;
  return shaped;
}

/** The former layout where all stands as it stood. */
function sameLayout(before: Layout, now: Layout): Layout {
  const same = before.cells.size === now.cells.size && sameValue(before.frames, now.frames);
  return same && [...now.cells].every(([id, box]) => sameValue(before.cells.get(id), box)) ? before : now;
}

function useWaited(): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return waited;
}

/** Cells of which only definitions go out, which most others use. */
function definitionCells(graph: Graph): CellId[] {
  return graph.cells.filter((facts) => facts.definitionsOnly).map((facts) => facts.id);
}
