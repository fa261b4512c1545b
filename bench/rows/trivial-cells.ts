import { join } from "node:path";
import { writeCells } from "../notebooks.ts";
import { runNbclient, runOurs, runPapermill } from "../programs.ts";
import type { Row } from "../row.ts";

const count = 200;
const cells = Array.from({ length: count }, (_, index) => `x${index} = ${index}\nprint(x${index})`);

function against(name: string, theirs: typeof runNbclient, goals: Row["goals"]): Row {
  return {
    name: `trivial-cells-${name}`,
    about: `${count} trivial cells, start included, against ${name}`,
    goals,
    repeats: 5,
    async prepare(folder) {
      const input = writeCells(folder, "trivial.ipynb", cells);
      return {
        things: count,
        ours: () => runOurs(input, join(folder, "ours.ipynb"), folder, "--no-cache"),
        theirs: () => theirs(input, join(folder, "theirs.ipynb"), folder),
      };
    },
  };
}

export const trivialCells: readonly Row[] = [
  against("nbclient", runNbclient, { ratio: 0.4 }),
  against("papermill", runPapermill, {}),
];
