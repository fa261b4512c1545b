import type { Diagnostic } from "../model/diagnostic.ts";
import type { Graph } from "../model/graph.ts";

/** Says that the notebook imports our package, which must be installed where the export runs. */
export function usesPackage(graph: Graph): Diagnostic[] {
  const user = graph.cells.find(({ imports }) => imports.includes("cellweave"));
  if (user === undefined) return [];
  return [
    {
      code: "CW3902",
      severity: "info",
      cell: user.id,
      message: "The notebook imports `cellweave`, whose skeletons then run one item after the other.",
      hint: "Install the package `cellweave` where the export runs.",
      range: null,
    },
  ];
}
