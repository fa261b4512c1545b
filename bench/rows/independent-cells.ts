import { join } from "node:path";
import { writeCells } from "../notebooks.ts";
import { runNbclient, runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

// Processor time, not wall time: a cell costs one second of a core however many run beside it.
const burn = (index: number) =>
  `import time\nuntil_${index} = time.process_time() + 1\nloops_${index} = 0\nwhile time.process_time() < until_${index}:\n    loops_${index} += 1\nprint("cell ${index}")`;

export const independentCells: Row = {
  name: "independent-cells",
  about: "8 independent cells of 1 s of processor time on 2 cores, against nbclient",
  goals: { ratio: 0.52 },
  repeats: 3,
  async prepare(folder) {
    const sources = Array.from({ length: 8 }, (_, index) => burn(index));
    const input = writeCells(folder, "independent.ipynb", sources);
    return {
      ours: () => runOurs(input, join(folder, "ours.ipynb"), folder, "--no-cache", "--parallel", "2"),
      theirs: () => runNbclient(input, join(folder, "theirs.ipynb"), folder),
    };
  },
};
