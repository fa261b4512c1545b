import { useMemo } from "react";
import { neighbours } from "../document/analysis.ts";
import { notebookPlacement, orderedCells } from "../document/content.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { type DrawnEdge, flowEdges } from "./flow-edges.ts";
import { type Layout, linearLayout } from "./layout/linear-layout.ts";
import { placedLayout, putAt } from "./layout/placed-layout.ts";

const nothing: Layout = { cells: new Map(), frames: [] };

/** Where everything stands now, and the lines between. Nothing stands anywhere until the graph is known. */
export function useLayout(): { readonly layout: Layout; readonly edges: readonly DrawnEdge[] } {
  const content = useDocument((state) => state.content);
  const graph = useAnalysis((state) => state.graph);
  const known = useAnalysis((state) => state.status !== "none");
  const layout = useMemo(() => {
    if (!known) return nothing;
    const laid = linearLayout(orderedCells(content), graph.edges);
    return placedLayout(laid, putAt(notebookPlacement(content)));
  }, [content, graph.edges, known]);
  const edges = useMemo(() => flowEdges(graph.edges, layout, neighbours(graph).facts), [graph, layout]);
  return { layout, edges };
}
