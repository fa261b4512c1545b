import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createParser, parseNotebook } from "@cellweave/engine/compile";
import { dataflow } from "../../engine/phases/2-dataflow/dataflow.ts";
import { decompose } from "../../engine/phases/3-decompose/decompose.ts";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";
import { root } from "../../scripts/setup/root.mjs";
import { analysisCells, writeCells } from "../notebooks.ts";
import { parallelCells } from "../parallel-cells.ts";
import type { Row } from "../row.ts";

const count = 1000;

const pythonProgram = `
import ast, json, sys, time
cells = ["".join(cell["source"]) for cell in json.load(open(sys.argv[1]))["cells"]]
started = time.perf_counter()
for source in cells:
    ast.dump(ast.parse(source))
print(time.perf_counter() - started)
`;

export const decomposeRow: Row = {
  name: "decompose",
  about: `${count} cells, a quarter of them with loops, comprehensions, skeletons or independent parts: what runs apart, and its code; against reading them with Python's ast`,
  goals: { seconds: 0.1 },
  repeats: 9,
  async prepare(folder) {
    let series = 0;
    let path = writeCells(folder, "parallel.ipynb", cellsOf(series));
    const require = createRequire(join(root, "engine", "package.json"));
    const parser = await createParser({
      core: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
      python: readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm")),
    });
    return {
      things: count,
      async ours() {
        // A notebook that was never seen: nothing of it can come from an earlier repeat.
        path = writeCells(folder, "parallel.ipynb", cellsOf(++series));
        const { flow } = parseNotebook(readFileSync(path, "utf8"));
        const graph = dataflow(flow, parser, {}).value;
        const started = performance.now();
        const { value } = decompose(flow, graph, parser, {});
        const seconds = (performance.now() - started) / 1000;
        if (value.filter(({ compiled }) => compiled !== null).length < count / 10)
          throw new Error("Too little was found");
        return seconds;
      },
      async theirs() {
        return Number(execFileSync(environmentPython, ["-c", pythonProgram, path], { encoding: "utf8" }));
      },
      async finish() {
        parser.dispose();
      },
    };
  },
};

/** Three plain groups of eight cells, then one with something parallel in most of them. */
function cellsOf(series: number): string[] {
  const plain = analysisCells(count, series);
  const parallel = parallelCells(count, series);
  return Array.from({ length: count }, (_, at) => {
    const [round, place] = [Math.floor(at / 32), at % 32];
    return (place < 24 ? plain[round * 24 + place] : parallel[round * 8 + place - 24]) ?? "";
  });
}
