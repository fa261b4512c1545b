import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { environmentPython } from "../scripts/setup/python-environment.mjs";
import { root } from "../scripts/setup/root.mjs";

/** Runs a program to its end and returns the seconds from start to exit; a failure is thrown with what it printed. */
export function timeProgram(
  program: string,
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let said = "";
    const child = spawn(program, parameters, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`${program} ${parameters.join(" ")} ended with ${code}:\n${said.slice(-2000)}`));
    });
  });
}

export const cellweave = (parameters: readonly string[], folder: string) =>
  timeProgram(process.execPath, [join(root, "engine", "bin", "cellweave.mjs"), ...parameters], folder);

export const python = (parameters: readonly string[], folder: string, env?: NodeJS.ProcessEnv) =>
  timeProgram(environmentPython, parameters, folder, env);

export const runOurs = (input: string, output: string, folder: string, ...options: readonly string[]) =>
  cellweave(["run", input, "-o", output, "--python", environmentPython, ...options], folder);

const nbclientProgram = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
`;

export const runNbclient = (input: string, output: string, folder: string) =>
  python(["-c", nbclientProgram, input, output], folder);

export const runPapermill = (input: string, output: string, folder: string) =>
  python(["-m", "papermill", "--no-progress-bar", "-k", "python3", input, output], folder);
