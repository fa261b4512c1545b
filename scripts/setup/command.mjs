import { spawn } from "node:child_process";

/**
 * @typedef {object} CommandResult
 * @property {number | null} code null when the program was not found or was killed
 * @property {string} output standard output and error together, as they came
 * @property {string} stdout
 */

/**
 * Runs a program to its end and returns what it said; it never throws. `live` shows the output as it comes.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, live?: boolean }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, parameters, options = {}) {
  return new Promise((resolve) => {
    let output = "";
    let stdout = "";
    const child = spawn(program, parameters, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      stdout += text;
      if (options.live) process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
      if (options.live) process.stderr.write(text);
    });
    child.on("error", (error) => resolve({ code: null, output: String(error), stdout }));
    child.on("close", (code) => resolve({ code, output, stdout }));
  });
}

/**
 * The last lines of a program's output: enough to see what went wrong.
 * @param {string} output
 */
export function lastLines(output, count = 15) {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}
