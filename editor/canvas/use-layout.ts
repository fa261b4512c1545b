import { useEffect, useMemo, useState } from "react";
import { neighbours } from "../document/analysis.ts";
import { notebookPlacement, orderedCells } from "../document/content.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { type DrawnEdge, flowEdges } from "./flow-edges.ts";
import { type Layout, linearLayout } from "./layout/linear-layout.ts";
import { placedLayout, putAt } from "./layout/placed-layout.ts";

const nothing: Layout = { cells: new Map(), frames: [] };

/** How long the page stays empty for the graph, in milliseconds, before the cells are shown in the notebook's order. */
const patience = 700;

/** Where everything stands now, and the lines between. */
export function useLayout(): { readonly layout: Layout; readonly edges: readonly DrawnEdge[] } {
  const content = useDocument((state) => state.content);
  const graph = useAnalysis((state) => state.graph);
  const known = useAnalysis((state) => state.status !== "none");
  const waited = useWaited();
  const layout = useMemo(() => {
    if (!known && !waited) return nothing;
    const laid = linearLayout(orderedCells(content), known ? graph.edges : null);
    return placedLayout(laid, putAt(notebookPlacement(content)));
  }, [content, graph.edges, known, waited]);
  const edges = useMemo(() => flowEdges(graph.edges, layout, neighbours(graph).facts), [graph, layout]);
  return { layout, edges };
}

function useWaited(): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return waited;
}
