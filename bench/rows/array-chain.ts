import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startRun } from "@cellweave/engine";
import { type Compiled, parseNotebook } from "@cellweave/engine/compile";
import { benchPython } from "../bench-python.ts";
import { writeCells } from "../notebooks.ts";
import { benchParser } from "../parser.ts";
import { runNbclient, runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

const megabytes = 1024;
const goals = { ratio: 1.15 };

const chain = [
  "import numpy as np",
  `first = np.random.default_rng(1).random(${megabytes} * 1024 * 1024 // 8)`,
  "second = np.sin(first) + np.sqrt(first)",
  "third = np.cos(second) * second\nprint(float(third.sum()))",
];

// Two users of each array keep the chain from being joined into one step: the arrays do travel.
const branches = [
  `import numpy as np\nfirst = np.random.default_rng(1).random(${megabytes} * 1024 * 1024 // 8)\nfor _ in range(8):\n    first = np.sqrt(first)`,
  "second = first\nfor _ in range(8):\n    second = np.sqrt(second)",
  "third = first\nfor _ in range(8):\n    third = np.cos(third)",
  "joined = second + third\nprint(float(joined.sum()))",
];

function throughCommand(name: string, about: string, cells: readonly string[]): Row {
  return {
    name,
    about,
    goals,
    repeats: 3,
    async prepare(folder) {
      const input = writeCells(folder, "arrays.ipynb", cells);
      return {
        ours: () => runOurs(input, join(folder, "ours.ipynb"), folder, "--no-cache"),
        theirs: () => runNbclient(input, join(folder, "theirs.ipynb"), folder),
      };
    },
  };
}

const inSteps: Row = {
  name: "array-steps",
  about: `the same chain, each cell made a step of its own, so that each array is stored and mapped, against one process (nbclient)`,
  goals,
  repeats: 3,
  async prepare(folder) {
    const parser = await benchParser();
    const python = await benchPython();
    const input = writeCells(folder, "arrays.ipynb", chain);
    const { flow } = parseNotebook(readFileSync(input, "utf8"));
    const request = { notebook: input, scope: { kind: "all" as const }, noCache: true };
    const settings = { notebookPath: input, flow, request, home: join(folder, "home"), python, parallel: 2, parser };
    return {
      async ours() {
        const started = performance.now();
        const run = await startRun({ ...settings, onEvent: () => {}, arrange: inStepsOfTheirOwn });
        if ((await run.finished) !== "succeeded") throw new Error("The chain failed");
        return (performance.now() - started) / 1000;
      },
      theirs: () => runNbclient(input, join(folder, "theirs.ipynb"), folder),
      async finish() {
        parser.dispose();
      },
    };
  },
};

/** The imports are repeated in every step; each of the other cells takes what the one before it made. */
function inStepsOfTheirOwn(compiled: Compiled): Compiled {
  const [one] = compiled.plan.steps;
  const [imports, ...parts] = one?.parts ?? [];
  if (!one || !imports) throw new Error("The chain has no plan");
  const steps = parts.map((part, index) => ({
    ...one,
    id: `s${index + 1}`,
    parts: index === 0 ? [imports, part] : [part],
    prelude: index === 0 ? [] : [imports.cell],
    needs: index === 0 ? [] : [`s${index}`],
    wanted: index === 0 ? ["first"] : index === 1 ? ["second"] : [],
  }));
  return { ...compiled, plan: { ...compiled.plan, steps } };
}

export const arrayChain: readonly Row[] = [
  throughCommand(
    "array-chain",
    `a chain of 3 cells that pass an array of ${megabytes} MB on, in one worker as it is planned, against one process (nbclient)`,
    chain,
  ),
  throughCommand(
    "array-branches",
    `an array of ${megabytes} MB that passes through three steps with a branch, against one process (nbclient)`,
    branches,
  ),
  inSteps,
];
