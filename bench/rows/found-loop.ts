import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";
import { writeCells } from "../notebooks.ts";
import { runNbclient, runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

/** Shorter ones tell less: what it takes to start Python counts for more. */
const seconds = Number(process.env.CELLWEAVE_BENCH_BRANCH ?? 10);

const simulate = `def simulate(seed, steps):
    state, inside = seed, 0
    for _ in range(steps):
        state = (state * 1103515245 + 12345) % 2147483648
        inside += state % 1000 < 500
    return inside / steps`;

const cells = (steps: number) => [
  simulate,
  `shares = []
for seed in (11, 23):
    shares.append(simulate(seed, ${steps}))
print(shares)`,
];

/** How many steps take a second of one core here and now. */
async function stepsASecond(): Promise<number> {
  const program = `import time\n${simulate}\nbegan = time.process_time()\nsimulate(1, 2000000)\nprint(2000000 / (time.process_time() - began))`;
  const { stdout } = await promisify(execFile)(environmentPython, ["-c", program]);
  return Number(stdout);
}

export const foundLoop: Row = {
  name: "found-loop",
  about: `a plain loop of two items of ${seconds} s, found to be parallel, against nbclient`,
  goals: { ratio: 0.53 },
  repeats: 1,
  async prepare(folder) {
    const input = writeCells(folder, "loop.ipynb", cells(Math.round(seconds * (await stepsASecond()))));
    return {
      ours: () => runOurs(input, join(folder, "ours.ipynb"), folder, "--no-cache", "--parallel", "2"),
      theirs: () => runNbclient(input, join(folder, "theirs.ipynb"), folder),
    };
  },
};
