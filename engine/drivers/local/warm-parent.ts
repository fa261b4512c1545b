import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CodedError } from "../../errors.ts";
import { localEnvironment } from "./render-local.ts";
import type { LocalSettings } from "./settings.ts";

/** A Python with everything loaded, from which jobs are forked in milliseconds. Ends when its standard input does. */
export interface WarmParent {
  /** Resolves when the job's processes exist. They outlive this parent and this server. */
  fork(directory: string): Promise<void>;
  close(): void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function warmParent(settings: LocalSettings): WarmParent {
  const preload = settings.preload.length > 0 ? ["--preload", settings.preload.join(",")] : [];
  const child = spawn(settings.python, [settings.runner, "warm", ...preload], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...localEnvironment },
    detached: true,
  });
  const waiting = new Map<string, Waiting>();
  let failure: CodedError | null = null;
  const fail = (reason: string) => {
    failure ??= new CodedError(
      "CW6001",
      `The Python at ${settings.python} could not be started: ${reason}`,
      "Choose another Python, or install IPython into this one.",
    );
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const complaint = collectTail(child);
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => fail(complaint() || `it ended with ${signal ?? `exit code ${code}`}`));
  child.stdin.on("error", (error) => fail(error.message));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = parseAnswer(line);
    if (answer?.job === undefined) return;
    const waiter = waiting.get(answer.job);
    waiting.delete(answer.job);
    if (answer.error === undefined) waiter?.resolve();
    else
      waiter?.reject(
        new CodedError(
          "CW6002",
          `The job could not be started: ${answer.error}`,
          "Free memory or processes, then run again.",
        ),
      );
  });

  return {
    fork: (directory) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.set(directory, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ job: directory })}\n`);
      }),
    close: () => child.stdin.end(),
  };
}

function parseAnswer(line: string): { job?: string; error?: string } | null {
  try {
    return JSON.parse(line);
  } catch {
    // A sitecustomize may print at start; only JSON lines are ours.
    return null;
  }
}

function collectTail(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  return () => text.trim().split("\n").at(-1) ?? "";
}
