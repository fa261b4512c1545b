import { spawn } from "node:child_process";
import type { Exported } from "../export/exporter.ts";
import type { ToolVerdict } from "../model/wire.ts";

export interface ToolOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly patience?: number;
  /** Ends the tool before it has spoken. */
  readonly signal?: AbortSignal;
}

const mostOutput = 100_000;

type Validation = NonNullable<Exported["validation"]>;

/** Has the format's own tool look at the files in `folder`. */
export function checkWithTool(
  validation: Validation,
  folder: string,
  { env, patience, signal }: ToolOptions,
): Promise<ToolVerdict> {
  const { command, install } = validation;
  const [started = "", ...parameters] = command;
  const program = toolName(validation);
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    // In a group of its own what the tool has started ends with it; else Ctrl+C ends both.
    const child = spawn(started, parameters, { cwd: folder, env, stdio: [...stdio], detached: patience !== undefined });
    let output = "";
    let late = false;
    const keep = (text: string) => {
      output = (output + text).slice(-mostOutput);
    };
    const giveUp = () => {
      late = true;
      endGroup(child.pid);
    };
    const timer = patience === undefined ? undefined : setTimeout(giveUp, patience);
    signal?.addEventListener("abort", giveUp, { once: true });
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === "ENOENT" || error.code === "EACCES") resolve({ verdict: "absent", program, install });
      else reject(error);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      if (late) resolve({ verdict: "too-slow", program, install });
      else if (code !== 0 && isWithout(output)) resolve({ verdict: "absent", program, install });
      else resolve({ verdict: code === 0 ? "accepted" : "refused", output: output.trim() });
    });
  });
}

/** What people call the tool: a module or package where Python itself is what is started. */
export function toolName({ command: [program = "", flag, module = ""], install }: Validation): string {
  if (!/^python/.test(program)) return program;
  return flag === "-m" ? module : (install.split(" ").at(-1) ?? program);
}

/** Python was there, the package that it was to import was not. */
function isWithout(output: string): boolean {
  return /^ModuleNotFoundError: No module named/m.test(output);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
