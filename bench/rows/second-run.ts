import { join } from "node:path";
import { writeCells } from "../notebooks.ts";
import { runOurs } from "../programs.ts";
import type { Row } from "../row.ts";

const count = 10;
const sources = Array.from(
  { length: count },
  (_, index) =>
    `total_${index} = ${index === 0 ? 0 : `total_${index - 1}`}\nfor value in range(4_000_000):\n    total_${index} += value\nprint(total_${index})`,
);

export const secondRun: Row = {
  name: "second-run",
  about: `a second run of ${count} unchanged cells, against the first run`,
  goals: { seconds: 1 },
  repeats: 3,
  async prepare(folder) {
    const input = writeCells(folder, "unchanged.ipynb", sources);
    const output = join(folder, "ours.ipynb");
    await runOurs(input, output, folder);
    return {
      things: count,
      ours: () => runOurs(input, output, folder),
      theirs: () => runOurs(input, join(folder, "first.ipynb"), folder, "--no-cache"),
    };
  },
};
