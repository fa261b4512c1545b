import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { backendsPython } from "../../scripts/setup/python-environment.mjs";
import { root } from "../../scripts/setup/root.mjs";
import type { Row } from "../row.ts";

const scripts = join(root, "bench", "skeletons");

/** The figure that one of the scripts prints, in a process of its own. */
async function figure(script: string, ...parameters: readonly string[]): Promise<number> {
  const args = [join(scripts, script), join(root, "engine", "runner"), ...parameters];
  const { stdout } = await promisify(execFile)(backendsPython, args, { cwd: scripts });
  return Number(stdout.trim().split("\n").at(-1));
}

const against = (name: string, about: string, row: string, theirs: string, ratio: number): Row => ({
  name,
  about,
  goals: { ratio },
  repeats: 3,
  prepare: async () => ({
    ours: () => figure("measure.py", row, "cellweave"),
    theirs: () => figure("measure.py", row, theirs),
  }),
});

const heavy = "map of 200 tasks of 50 ms of processor time, against";
const megabyte = 1e6;
const copy = 500;

export const skeletons: readonly Row[] = [
  against("skeletons-map-ideal", `${heavy} both cores busy all the time (efficiency ≥ 0.97)`, "cpu", "ideal", 1 / 0.97),
  against("skeletons-map-joblib", `${heavy} joblib`, "cpu", "joblib", 1),
  against("skeletons-map-pool", `${heavy} multiprocessing.Pool`, "cpu", "pool", 1),
  against("skeletons-map-dask", `${heavy} Dask`, "cpu", "dask", 1),
  against(
    "skeletons-map-many",
    "map of 100,000 tasks of 20 µs, against a list comprehension",
    "many",
    "sequential",
    0.62,
  ),
  against("skeletons-broadcast", "map with a 500 MB broadcast array, against joblib", "broadcast", "joblib", 0.5),
  {
    name: "skeletons-broadcast-memory",
    about: "memory of a map with a 500 MB broadcast array, against one copy",
    goals: { ratio: 1.3 },
    repeats: 3,
    unit: "MB",
    prepare: async () => ({
      ours: async () => (await figure("measure.py", "memory", "cellweave")) / megabyte,
      theirs: async () => copy,
    }),
  },
  {
    name: "skeletons-simulated",
    about: "2,000 tasks of 120 s on 500 workers, simulated with measured costs, against all busy (≥ 480 × is ≤ 1.04)",
    goals: { ratio: 500 / 480 },
    repeats: 3,
    prepare: async () => ({
      ours: () => figure("simulate.py"),
      theirs: async () => (2000 / 500) * 120,
    }),
  },
];
