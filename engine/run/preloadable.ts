import type { Graph } from "../model/graph.ts";

/** Libraries that cost long to import, start nothing that a fork would break, and read no setting a notebook may change first. */
const heavy: Readonly<Record<string, string>> = {
  numpy: "numpy",
  pandas: "pandas",
  scipy: "scipy",
  sklearn: "sklearn",
  matplotlib: "matplotlib.pyplot",
};

/** What the warm parent may import before any cell runs. Nothing when the notebook changes the environment, which imports may read. */
export function preloadable(graph: Graph): string[] {
  const changesImports = graph.cells.some((cell) =>
    cell.effects.some((effect) => /^(env:|sys\.path|dynamic)/.test(effect)),
  );
  if (changesImports) return [];
  const imported = new Set(graph.cells.flatMap((cell) => cell.imports));
  return Object.keys(heavy)
    .filter((name) => imported.has(name))
    .map((name) => heavy[name] ?? name);
}
