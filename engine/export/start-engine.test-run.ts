import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { testPython } from "../run/testing/run-cells.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
/** Every value of it is the same each time it runs. */
export const awkward = join(root, "engine/export/samples/Awkward é.ipynb");

/** What a program is started with: the notebook's Python is the `python3` that it finds, and sums come out the same. */
export function engineVariables(environment: string | null): NodeJS.ProcessEnv {
  const folders = [dirname(testPython.path), ...(environment === null ? [] : [join(root, environment, "bin")])];
  const path = [...folders, process.env.PATH].join(":");
  return { ...process.env, PATH: path, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
}

/** Starts a program of an environment of its own, and gives what it says once it has succeeded. */
export function startEngine(
  environment: string,
  program: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const env = { ...engineVariables(environment), ...more };
  return promisify(execFile)(join(root, environment, "bin", program), args, { cwd, env, maxBuffer: 1 << 28 });
}
