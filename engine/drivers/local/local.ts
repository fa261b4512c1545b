import { execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { CodedError } from "../../errors.ts";
import type { JobGo, JobState } from "../../model/job.ts";
import type { Target } from "../../model/target.ts";
import type { Connection, Driver, JobHandle, Submission } from "../driver.ts";
import { followLog } from "./follow-log.ts";
import { isAlive, type JobProcess, readExit, readProcess } from "./job-process.ts";
import { renderLocal } from "./render-local.ts";
import { type LocalSettings, localSettings } from "./settings.ts";
import { stateOfExit } from "./states.ts";
import { warmParent } from "./warm-parent.ts";

/** Runs jobs as processes of their own on this machine. */
export const local: Driver = { kind: "local", label: "This computer", render: renderLocal, connect };

async function connect(target: Target): Promise<Connection> {
  const settings = localSettings(target);
  const closing = new AbortController();
  // Started at once, so that Python loads while the first jobs are still being written.
  const parent = warmParent(settings);
  return {
    probe: () => probe(settings),
    prepare: async (environment) => {
      const facts = await probe(settings);
      return {
        name: environment,
        kind: "local",
        python: settings.python,
        version: facts.pythonVersion,
        digest: `${settings.python}@${facts.pythonVersion}`,
      };
    },
    submit: (submission) => submit(submission, (directory) => parent.fork(directory)),
    follow: (handle, offset) => followLog(handle.directory, offset, closing.signal),
    poll: (handles) => Promise.all(handles.map(async (handle) => ({ key: handle.key, state: await stateOf(handle) }))),
    cancel,
    allow,
    dispose: (handle) => rm(handle.directory, { recursive: true, force: true }),
    close: async () => {
      closing.abort();
      parent.close();
    },
  };
}

async function submit(submission: Submission, fork: (directory: string) => Promise<void>): Promise<JobHandle> {
  const handle = { key: submission.key, directory: submission.directory };
  const fresh = await mkdir(submission.directory, { recursive: true, mode: 0o700 });
  const known = fresh === undefined && (await stateOf(handle)) !== "waiting";
  if (known) return handle;
  for (const [name, text] of Object.entries(submission.files)) await writeWhole(join(submission.directory, name), text);
  await fork(submission.directory);
  return handle;
}

async function stateOf({ directory }: JobHandle): Promise<JobState> {
  const exit = await readExit(directory);
  if (exit !== null) return stateOfExit(exit);
  const process = await readProcess(directory);
  if (process === null) return "waiting";
  return (await isAlive(process)) ? "running" : "lost";
}

async function cancel(handle: JobHandle, graceMilliseconds: number): Promise<void> {
  const process = await readProcess(handle.directory);
  if (process === null || !(await isAlive(process))) return;
  signal(process.worker, "SIGINT");
  const deadline = Date.now() + graceMilliseconds;
  while (await isAlive(process)) {
    if (Date.now() >= deadline) return killGroup(process);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The worker leads a session of its own, so that what the cells started ends with it. */
function killGroup(process: JobProcess): void {
  signal(process.worker, "SIGKILL");
  signal(-process.worker, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function allow(handle: JobHandle, cell: string, go: JobGo): Promise<void> {
  await writeWhole(join(handle.directory, `go-${cell}`), JSON.stringify(go));
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

async function probe(settings: LocalSettings) {
  try {
    const { stdout } = await promisify(execFile)(settings.python, [settings.runner, "facts"]);
    const facts = JSON.parse(stdout);
    return {
      reachable: true,
      cores: Number(facts.cores),
      memoryBytes: Number(facts.memory),
      python: settings.python,
      pythonVersion: String(facts.python),
    };
  } catch (error) {
    throw new CodedError(
      "CW6001",
      `The Python at ${settings.python} could not be started: ${(error as Error).message}`,
      "Choose another Python, or install IPython into this one.",
      { cause: error },
    );
  }
}
