import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job, JobEvent } from "@cellweave/engine/model/job";
import { root } from "../scripts/setup/root.mjs";

/** The runner as it was built, unpacked as runs use it. */
export const runner = join(root, "engine", "dist", "runner.pyz.unpacked");

/** Writes the folder of a job that runs these cells in order. */
export function writeJob(folder: string, sources: readonly string[], directory: string): void {
  mkdirSync(folder, { recursive: true });
  const job: Job = {
    version: 1,
    key: "bench",
    run: "bench",
    step: "s1",
    directory,
    objects: join(directory, "objects"),
    prelude: [],
    cells: sources.map((source, index) => ({
      id: `c${index + 1}`,
      source,
      executionCount: index + 1,
      needs: [],
      gate: false,
      inputs: [],
      preload: [],
    })),
    wanted: [],
    stopOnError: false,
    guard: false,
  };
  writeFileSync(join(folder, "job.json"), JSON.stringify(job));
}

/** What the job told up to now. */
export function readEvents(folder: string): readonly JobEvent[] {
  const lines = readFileSync(join(folder, "events.jsonl"), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
