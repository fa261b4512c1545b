import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Job, JobEvent } from "../../model/job.ts";
import { runnerPath } from "../start-run.ts";
import { testPython } from "./run-cells.ts";

/** What one job of these cells tells, run by the runner alone: no cell is skipped, whatever fails before it. */
export async function runJob(
  cells: readonly Pick<Job["cells"][number], "source" | "compiled">[],
  workers: number,
): Promise<JobEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-job-"));
  for (const name of ["job", "notebook", "objects"]) mkdirSync(join(folder, name));
  const job: Job = {
    version: 1,
    key: "job",
    // Cells are named in tracebacks by the run that they belong to.
    run: "run",
    step: "s1",
    directory: join(folder, "notebook"),
    objects: join(folder, "objects"),
    prelude: [],
    cells: cells.map((cell, index) => ({
      id: `c${index}`,
      executionCount: index + 1,
      needs: [],
      gate: false,
      inputs: [],
      preload: [],
      ...cell,
    })),
    wanted: [],
    stopOnError: false,
    guard: false,
    workers,
  };
  writeFileSync(join(folder, "job", "job.json"), JSON.stringify(job));
  await ended(
    spawn(testPython.path, [runnerPath(), "job", join(folder, "job")], { env: environment(), stdio: "inherit" }),
  );
  const lines = readFileSync(join(folder, "job", "events.jsonl"), "utf8").split("\n");
  rmSync(folder, { recursive: true, force: true });
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as JobEvent);
}

function environment() {
  return { ...process.env, PYTHONHASHSEED: "0", MPLBACKEND: "module://matplotlib_inline.backend_inline" };
}

function ended(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
}
