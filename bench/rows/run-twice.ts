import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startRun } from "@cellweave/engine";
import { parseNotebook } from "@cellweave/engine/compile";
import type { RunEvent } from "@cellweave/engine/model/run";
import { benchPython } from "../bench-python.ts";
import { writeCells } from "../notebooks.ts";
import { benchParser } from "../parser.ts";
import { realNotebooks } from "../real-notebooks.ts";
import type { Row } from "../row.ts";

export const runTwice: Row = {
  name: "run-twice",
  about: "cells that run twice in the second run of 20 real notebooks, with what the first run recorded, of all cells",
  goals: { ratio: 0.01 },
  repeats: 1,
  unit: "cells",
  async prepare(folder) {
    const parser = await benchParser();
    const python = await benchPython();
    const notebooks = realNotebooks().map(({ name, cells }) => {
      const inside = join(folder, name);
      mkdirSync(inside);
      return { cells: cells.length, path: writeCells(inside, `${name}.ipynb`, cells) };
    });
    const home = join(folder, "home");
    const again = async () => {
      let count = 0;
      for (const { path } of notebooks) {
        const { flow } = parseNotebook(readFileSync(path, "utf8"));
        const starts = new Map<string, number>();
        const onEvent = (event: RunEvent) => {
          if (event.event === "cell-state" && event.state === "running")
            starts.set(event.cell, (starts.get(event.cell) ?? 0) + 1);
        };
        const request = { notebook: path, scope: { kind: "all" as const }, noCache: true };
        const id = randomUUID();
        const run = await startRun({
          id,
          notebookPath: path,
          flow,
          request,
          home,
          python,
          parallel: 2,
          parser,
          onEvent,
        });
        const outcome = await run.finished;
        if (outcome !== "succeeded") throw new Error(`${path} ${outcome}`);
        for (const times of starts.values()) count += times - 1;
      }
      return count;
    };
    return {
      ours: again,
      theirs: async () => notebooks.reduce((sum, { cells }) => sum + cells, 0),
      async finish() {
        parser.dispose();
      },
    };
  },
};
