import { join } from "node:path";
import { writeCells } from "../notebooks.ts";
import { runNbclient, runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

const megabytes = 256;

// Two users of each array keep the chain from being joined into one step: the arrays do travel.
const cells = [
  `import numpy as np\nfirst = np.random.default_rng(1).random(${megabytes} * 1024 * 1024 // 8)\nfor _ in range(8):\n    first = np.sqrt(first)`,
  "second = first\nfor _ in range(8):\n    second = np.sqrt(second)",
  "third = first\nfor _ in range(8):\n    third = np.cos(third)",
  "joined = second + third\nprint(float(joined.sum()))",
];

export const arrayChain: Row = {
  name: "array-chain",
  about: `an array of ${megabytes} MB that passes through cells of several steps, against one process (nbclient)`,
  goals: { ratio: 1.15 },
  repeats: 3,
  async prepare(folder) {
    const input = writeCells(folder, "arrays.ipynb", cells);
    return {
      ours: () => runOurs(input, join(folder, "ours.ipynb"), folder, "--no-cache"),
      theirs: () => runNbclient(input, join(folder, "theirs.ipynb"), folder),
    };
  },
};
