import { join } from "node:path";
import { writeCells } from "../notebooks.ts";
import { runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

const count = 20;
/** A minute of processor time in all, and a table of 8 MB from each cell. */
const sources = Array.from({ length: count }, (_, index) =>
  [
    ...(index === 0 ? ["import time", "import numpy as np", "import pandas as pd"] : []),
    `total_${index} = ${index === 0 ? 0 : `total_${index - 1}`}`,
    `until = time.process_time() + ${60 / count}`,
    "while time.process_time() < until:",
    `    total_${index} += sum(range(1000))`,
    `table_${index} = pd.DataFrame({"value": np.arange(1_000_000) + ${index}})`,
    `print(table_${index}["value"].sum())`,
  ].join("\n"),
);

export const secondRun: Row = {
  name: "second-run",
  about: "a second run of a notebook of a minute of work, nothing changed, against the first run",
  goals: { seconds: 1 },
  repeats: 5,
  async prepare(folder) {
    const input = writeCells(folder, "unchanged.ipynb", sources);
    const output = join(folder, "ours.ipynb");
    const first = await runOurs(input, output, folder);
    return {
      things: count,
      ours: () => runOurs(input, output, folder),
      theirs: async () => first,
    };
  },
};
