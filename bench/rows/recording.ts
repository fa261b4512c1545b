import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";
import { writeCells } from "../notebooks.ts";
import { python } from "../programs.ts";
import { realNotebooks } from "../real-notebooks.ts";
import type { Row } from "../row.ts";
import { readEvents, runner, writeJob } from "../runner-jobs.ts";

// The same shell, with outputs taken and nothing looked at.
const plainProgram = `
import json, sys, time
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
cells = ["".join(cell["source"]) for cell in json.load(open(sys.argv[1]))["cells"]]
started = time.perf_counter()
for source in cells:
    with capture_output():
        result = shell.run_cell(source, store_history=True)
    result.raise_error()
print(time.perf_counter() - started)
`;

const env = { ...process.env, PYTHONHASHSEED: "0", MPLBACKEND: "module://matplotlib_inline.backend_inline" };

export const recording: Row = {
  name: "recording",
  about: "20 real notebooks cell by cell with all that is recorded and verified, against the same shell without",
  goals: { ratio: 1.05 },
  repeats: 5,
  async prepare(folder) {
    const notebooks = realNotebooks().map(({ name, cells }) => {
      const inside = join(folder, name);
      mkdirSync(inside);
      return { cells, inside, path: writeCells(inside, `${name}.ipynb`, cells) };
    });
    let jobs = 0;
    return {
      things: notebooks.reduce((sum, { cells }) => sum + cells.length, 0),
      async ours() {
        let seconds = 0;
        for (const { cells, inside } of notebooks) {
          const job = join(inside, `job-${jobs++}`);
          writeJob(job, cells, inside);
          await python([runner, "job", job], inside, env);
          seconds += secondsOf(job);
        }
        return seconds;
      },
      async theirs() {
        let seconds = 0;
        for (const { inside, path } of notebooks) {
          const told = execFileSync(environmentPython, ["-c", plainProgram, path], {
            cwd: inside,
            env,
            encoding: "utf8",
          });
          seconds += Number(told.trim().split("\n").at(-1));
        }
        return seconds;
      },
    };
  },
};

/** From the start of the first cell to the end of the job. */
function secondsOf(job: string): number {
  const events = readEvents(job);
  const failed = events.find(({ event }) => event === "error");
  if (failed) throw new Error(JSON.stringify(failed));
  const began = events.find(({ event }) => event === "cell-started")?.at ?? Number.NaN;
  return ((events.at(-1)?.at ?? Number.NaN) - began) / 1000;
}
