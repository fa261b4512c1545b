import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { analysisCells, writeCells } from "../notebooks.ts";
import { cellweave, python } from "../programs.ts";
import type { Row } from "../row.ts";

const notebooks = 20;
const cellsEach = 100;

const nbformatProgram = `
import sys, nbformat
for path in sys.argv[1:]:
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    nbformat.writes(notebook)
`;

export const checkFolder: Row = {
  name: "check-folder",
  about: `cellweave check over ${notebooks} notebooks of ${cellsEach} cells, against nbformat reading, validating and writing them`,
  goals: {},
  repeats: 3,
  async prepare(folder) {
    const inside = join(folder, "check");
    mkdirSync(inside, { recursive: true });
    const cells = analysisCells(cellsEach);
    const paths = Array.from({ length: notebooks }, (_, index) => writeCells(inside, `notebook-${index}.ipynb`, cells));
    return {
      things: notebooks * cellsEach,
      ours: () => cellweave(["check", ...paths], folder),
      theirs: () => python(["-c", nbformatProgram, ...paths], folder),
    };
  },
};
