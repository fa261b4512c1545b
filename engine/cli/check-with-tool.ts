import { spawn } from "node:child_process";
import type { Exported } from "../export/exporter.ts";

/** What the format's own tool said of the files; `absent` when it is not installed. */
export type ToolVerdict =
  | { readonly verdict: "accepted" | "refused"; readonly output: string }
  | { readonly verdict: "absent"; readonly program: string; readonly install: string }
  | { readonly verdict: "too-slow"; readonly program: string };

export interface ToolOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly patience?: number;
}

const mostOutput = 100_000;

/** Has the format's own tool look at the files in `folder`. */
export function checkWithTool(
  { command, install }: NonNullable<Exported["validation"]>,
  folder: string,
  { env, patience }: ToolOptions,
): Promise<ToolVerdict> {
  const [program = "", ...parameters] = command;
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    // In a group of its own what the tool has started ends with it; else Ctrl+C ends both.
    const child = spawn(program, parameters, { cwd: folder, env, stdio: [...stdio], detached: patience !== undefined });
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
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === "ENOENT" || error.code === "EACCES") resolve({ verdict: "absent", program, install });
      else reject(error);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      if (late) resolve({ verdict: "too-slow", program });
      else resolve({ verdict: code === 0 ? "accepted" : "refused", output: output.trim() });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
