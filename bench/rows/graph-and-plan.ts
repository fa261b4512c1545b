import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { compile, parseNotebook } from "@cellweave/engine/compile";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";
import { analysisCells, writeCells } from "../notebooks.ts";
import { benchParser } from "../parser.ts";
import type { Row } from "../row.ts";

const count = 1000;

const pythonProgram = `
import ast, json, symtable, sys, time
cells = ["".join(cell["source"]) for cell in json.load(open(sys.argv[1]))["cells"]]
started = time.perf_counter()
for source in cells:
    ast.parse(source)
    symtable.symtable(source, "cell", "exec")
print(time.perf_counter() - started)
`;

export const graphAndPlan: Row = {
  name: "graph-and-plan",
  about: `a notebook of ${count} cells to graph and plan, against ast.parse and symtable of the same cells`,
  goals: { seconds: 0.3, rate: 5000 },
  repeats: 9,
  async prepare(folder) {
    let series = 0;
    let path = writeCells(folder, "long.ipynb", analysisCells(count));
    const parser = await benchParser();
    return {
      things: count,
      async ours() {
        // A notebook that was never seen: nothing of it can come from an earlier repeat.
        path = writeCells(folder, "long.ipynb", analysisCells(count, series++));
        const text = readFileSync(path, "utf8");
        const started = performance.now();
        const { plan } = compile(parseNotebook(text).flow, { parser });
        if (plan.steps.length === 0) throw new Error("The plan of the long notebook has no steps");
        return (performance.now() - started) / 1000;
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
