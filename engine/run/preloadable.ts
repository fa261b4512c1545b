import type { Graph } from "../model/graph.ts";

/** Libraries that cost long to import, start nothing that a fork would break, and read no setting a notebook may change first. */
const heavy: Readonly<Record<string, string>> = {
  numpy: "numpy",
  pandas: "pandas",
  scipy: "scipy",
  sklearn: "sklearn",
  matplotlib: "matplotlib.pyplot",
};

/** As in `from sklearn.linear_model import Ridge`: most of such a library is in its parts. */
const parts = /^[ \t]*(?:from|import)[ \t]+((?:numpy|pandas|scipy|sklearn|matplotlib)(?:\.[a-zA-Z]\w*)+)/gm;

/**
 * What the warm parent may import before any cell with one of these sources runs. Nothing when the notebook changes the
 * environment, which imports may read.
 */
export function preloadable(graph: Graph, sources: readonly string[]): string[] {
  const changesImports = graph.cells.some((cell) =>
    cell.effects.some((effect) => /^(env:|sys\.path|dynamic)/.test(effect)),
  );
  if (changesImports) return [];
  const imported = new Set(graph.cells.flatMap((cell) => cell.imports));
  const libraries = Object.keys(heavy).filter((name) => imported.has(name));
  const inside = sources.flatMap((source) => [...source.matchAll(parts)].map(([, path = ""]) => path));
  return [
    ...libraries.map((name) => heavy[name] ?? name),
    ...new Set(inside.filter((path) => imported.has(path.split(".")[0] ?? ""))),
  ];
}
