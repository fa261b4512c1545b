import { useMemo } from "react";
import { neighbours } from "../document/analysis.ts";
import { notebookPlacement, orderedCells } from "../document/content.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { type DrawnEdge, flowEdges } from "./flow-edges.ts";
import { type Layout, linearLayout } from "./layout/linear-layout.ts";
import { placedLayout, putAt } from "./layout/placed-layout.ts";

/** Where everything stands now, and the lines between. */
export function useLayout(): { readonly layout: Layout; readonly edges: readonly DrawnEdge[] } {
  const content = useDocument((state) => state.content);
  const graph = useAnalysis((state) => state.graph);
  const layout = useMemo(() => {
    const laid = linearLayout(orderedCells(content), graph.edges);
    return placedLayout(laid, putAt(notebookPlacement(content)));
  }, [content, graph.edges]);
  const edges = useMemo(() => flowEdges(graph.edges, layout, neighbours(graph).facts), [graph, layout]);
  return { layout, edges };
}
