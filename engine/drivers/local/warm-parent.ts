import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { CodedError } from "../../errors.ts";
import { localEnvironment } from "./render-local.ts";
import type { LocalSettings } from "./settings.ts";

export interface Supervisor {
  readonly pid: number;
}

/** A Python with everything loaded, from which jobs are forked in milliseconds. Ends when its standard input does. */
export interface WarmParent {
  /**
   * Resolves when the job's supervisor exists. It outlives this parent and this server. Asking again for a job that was
   * begun gives one that ends at once.
   */
  fork(directory: string): Promise<Supervisor>;
  /** Lets it load what the jobs will import. Those asked for later find it loaded. */
  preload(modules: readonly string[]): void;
  /** Process number of the Python that forks now; undefined while none runs. */
  pid(): number | undefined;
  close(): void;
}

interface Waiting {
  readonly resolve: (supervisor: Supervisor) => void;
  readonly reject: (error: Error) => void;
}

type Answer = { readonly job?: string; readonly pid?: number; readonly error?: string; readonly ready?: boolean };

/** So many deaths in a row without one fork are no accident. */
const maxDeaths = 5;

/** Starts one, and another whenever it is killed: what it was asked to fork is asked again of the next. */
export function warmParent(settings: LocalSettings): WarmParent {
  const waiting = new Map<string, Waiting[]>();
  let deaths = 0;
  let closed = false;
  let failure: CodedError | null = null;
  let modules: readonly string[] = [];
  let child: ChildProcess | null = start();

  function start(): ChildProcess {
    const started = spawnParent(settings);
    const complaint = collectTail(started);
    let ready = false;
    let gone = false;
    const end = (reason: string, accident: boolean) => {
      if (gone) return;
      gone = true;
      if (child === started) child = null;
      deaths += 1;
      if (closed) return;
      if (!accident || deaths >= maxDeaths) fail(reason);
      else if (waiting.size > 0) revive();
    };
    started.on("error", (error) => end(error.message, false));
    started.on("exit", (code, signal) =>
      end(complaint() || `it ended with ${signal ?? `exit code ${code}`}`, ready || signal !== null),
    );
    // A broken pipe is told once more, by the process's end.
    started.stdin?.on("error", () => {});
    if (started.stdout)
      createInterface({ input: started.stdout }).on("line", (line) => {
        const answer = parseAnswer(line);
        if (answer?.ready) ready = true;
        if (answer?.job !== undefined) settle(answer.job, answer);
      });
    return started;
  }

  function revive(): void {
    child = start();
    if (modules.length > 0) ask({ preload: modules });
    for (const job of waiting.keys()) ask({ job });
  }

  function ask(line: { readonly job: string } | { readonly preload: readonly string[] }): void {
    child?.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  function settle(directory: string, { pid, error }: Answer): void {
    const waiters = waiting.get(directory) ?? [];
    waiting.delete(directory);
    for (const { resolve, reject } of waiters) {
      if (pid === undefined) reject(unstarted(error ?? "it has no process."));
      else resolve({ pid });
    }
    if (pid !== undefined) deaths = 0;
  }

  function fail(reason: string): void {
    failure = new CodedError(
      "CW6001",
      `The Python at ${settings.python} could not be started: ${reason}`,
      "Choose another Python, or install IPython into this one.",
    );
    for (const waiters of waiting.values()) for (const { reject } of waiters) reject(failure);
    waiting.clear();
  }

  return {
    fork: (directory) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.set(directory, [...(waiting.get(directory) ?? []), { resolve, reject }]);
        if (child) ask({ job: directory });
        else revive();
      }),
    preload: (wanted) => {
      if (wanted.length === 0) return;
      modules = wanted;
      ask({ preload: modules });
    },
    pid: () => child?.pid,
    close: () => {
      closed = true;
      child?.stdin?.end();
      // It ends by itself; nobody has to wait until it has.
      child?.unref();
      for (const stream of [child?.stdout, child?.stderr]) if (stream instanceof Socket) stream.unref();
      for (const waiters of waiting.values())
        for (const { reject } of waiters) reject(unstarted("the target was closed."));
      waiting.clear();
    },
  };
}

function spawnParent(settings: LocalSettings): ChildProcess {
  return spawn(settings.python, [settings.runner, "warm"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...localEnvironment },
    detached: true,
  });
}

function unstarted(reason: string): CodedError {
  return new CodedError(
    "CW6002",
    `The job could not be started: ${reason}`,
    "Free memory or processes, then run again.",
  );
}

function parseAnswer(line: string): Answer | null {
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
