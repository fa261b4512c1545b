import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compile, parseNotebook } from "@cellweave/engine/compile";
import { notebookText } from "../../e2e/harness/notebook.ts";
import { root } from "../../scripts/setup/root.mjs";
import { benchParser } from "../parser.ts";
import type { Row } from "../row.ts";

const members = ["reads", "writes", "maybeWrites", "deletes", "mutates", "deferred", "effects"] as const;

interface CellCase extends Readonly<Record<(typeof members)[number], readonly string[]>> {
  readonly src: string;
  readonly pre: string;
}

interface GraphCase {
  readonly cells: readonly string[];
  readonly edges: readonly string[];
}

export const dependencyTable: Row = {
  name: "dependency-table",
  about: "rows of the table of dependencies that come out otherwise than stated (names, mutations, edges), of all",
  goals: { ratio: 0 },
  repeats: 1,
  unit: "rows",
  async prepare() {
    const parser = await benchParser();
    const cells = casesOf<CellCase>("cells.json");
    const graphs = casesOf<GraphCase>("graphs.json");
    const graphOf = (sources: readonly string[]) => {
      const text = notebookText(Object.fromEntries(sources.map((source, index) => [`c${index + 1}`, source])));
      return compile(parseNotebook(text).flow, { parser }).graph;
    };
    const isRight = (row: CellCase) => {
      const facts = graphOf(row.pre === "" ? [row.src] : [row.pre, row.src]).cells.at(-1);
      return (
        facts !== undefined && members.every((member) => isDeepStrictEqual(sorted(facts[member]), sorted(row[member])))
      );
    };
    const isRightGraph = (row: GraphCase) =>
      isDeepStrictEqual(
        sorted(
          graphOf(row.cells).edges.map(
            (edge) => `${edge.from}>${edge.to} ${edge.kind}${edge.certain ? "" : "?"} ${edge.variables.join(",")}`,
          ),
        ),
        sorted(row.edges),
      );
    return {
      ours: async () => cells.filter((row) => !isRight(row)).length + graphs.filter((row) => !isRightGraph(row)).length,
      theirs: async () => cells.length + graphs.length,
      async finish() {
        parser.dispose();
      },
    };
  },
};

const sorted = (words: readonly string[]) => [...words].sort();

function casesOf<T>(name: string): readonly T[] {
  const path = join(root, "engine", "samples", "dataflow", name);
  return (JSON.parse(readFileSync(path, "utf8")) as { cases: T[] }).cases;
}
