import type { Command } from "./command.ts";

/** What `cellweave --help` prints. */
export function help(commands: readonly Command[]): string {
  const list = commands.map(({ usage, summary }) => `  ${usage.split(" ")[0]?.padEnd(8)}${summary}`).join("\n");
  return `Cellweave runs a Jupyter notebook as a graph of cells: what does not depend on each other runs at the same time.
The same notebook, unchanged, still runs cell by cell in Jupyter.

Usage: cellweave COMMAND …

${list}

  cellweave COMMAND --help   what a command takes
  cellweave --version        the version

Examples:
  cellweave serve                          open the editor on the notebooks of this folder
  cellweave run analysis.ipynb             run it and write its outputs back into it
  cellweave run analysis.ipynb -o out.ipynb --parallel 4 --param year=2024
  cellweave graph analysis.ipynb           which cell needs what of which, and why
  cellweave plan analysis.ipynb            what would run together and what at the same time
  cellweave suggest analysis.ipynb         what inside the cells could run at the same time
  cellweave compile analysis.ipynb --show  the code that runs them at the same time
  cellweave verify analysis.ipynb          prove that it gives the same in order and as a flow
  cellweave import training.pipeline -o training.ipynb
                                           make a notebook of an Elyra or Ploomber pipeline
  cellweave check notebooks/               prove that reading and writing them back changes no byte

Exit codes: 0 all went well, 1 a cell failed or a check does not hold, 2 bad usage or input, 130 interrupted.
`;
}
