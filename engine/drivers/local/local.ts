import { execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { CodedError } from "../../errors.ts";
import type { JobGo, JobMore, JobState } from "../../model/job.ts";
import type { Target } from "../../model/target.ts";
import type { Connection, Driver, JobHandle, Submission } from "../driver.ts";
import { cancelJob } from "./cancel-job.ts";
import { followLog } from "./follow-log.ts";
import { freeMemory, residentBytes } from "./free-memory.ts";
import { isAlive, isSupervised, readExit, readProcess } from "./job-process.ts";
import { type JobWatch, noteForked } from "./job-watch.ts";
import { packageLayer } from "./package-layer.ts";
import { renderLocal } from "./render-local.ts";
import { type LocalSettings, localSettings } from "./settings.ts";
import { stateOfExit } from "./states.ts";
import { warmParent } from "./warm-parent.ts";

/** Runs jobs as processes of their own on this machine. */
export const local: Driver = { kind: "local", label: "This computer", render: renderLocal, connect };

async function connect(target: Target): Promise<Connection> {
  const settings = localSettings(target);
  const closing = new AbortController();
  // Started at once, so that Python loads while the first jobs are still being written; with packages of its own it is
  // another Python, which `prepare` makes.
  let parent = settings.packages.length === 0 ? warmParent(settings) : null;
  const watches = new Map<string, JobWatch>();
  const watchOf = ({ directory }: JobHandle): JobWatch => {
    const watch = watches.get(directory) ?? { directory, process: null, forked: [] };
    watches.set(directory, watch);
    return watch;
  };
  const started = () => (parent ??= warmParent(settings));
  const begin = async (watch: JobWatch) => noteForked(watch, (await started().fork(watch.directory)).pid);
  return {
    probe: () => probe(settings),
    prepare: async ({ name }, onProgress) => {
      const { pythonVersion } = await probe(settings);
      const layer =
        settings.packages.length === 0
          ? null
          : await packageLayer({ ...settings, version: pythonVersion, folder: settings.layers }, onProgress);
      const python = layer?.python ?? settings.python;
      parent ??= warmParent({ ...settings, python });
      const digest = layer?.digest ?? `${python}@${pythonVersion}`;
      return { name, kind: "local", python, version: pythonVersion, digest };
    },
    preload: (modules) => started().preload(modules),
    submit: (submission) => submit(submission, watchOf(submission), begin),
    follow: (handle, offset) => {
      const watch = watchOf(handle);
      return followLog(watch, offset, closing.signal, () => begin(watch));
    },
    poll: (handles) => Promise.all(handles.map(async (handle) => ({ key: handle.key, state: await stateOf(handle) }))),
    cancel: (handle, grace) => cancelJob(watchOf(handle), grace),
    memory: (handles) => {
      const workers = handles.map((handle) => watchOf(handle).process?.worker);
      return { ...freeMemory(), held: workers.map((pid) => (pid === undefined ? 0 : residentBytes(pid))) };
    },
    allow,
    extend,
    dispose: async (handle) => {
      watches.delete(handle.directory);
      await rm(handle.directory, { recursive: true, force: true });
    },
    close: async () => {
      closing.abort();
      parent?.close();
    },
  };
}

async function submit(
  submission: Submission,
  watch: JobWatch,
  begin: (watch: JobWatch) => Promise<void>,
): Promise<JobHandle> {
  const handle = { key: submission.key, directory: submission.directory };
  await mkdir(submission.directory, { recursive: true, mode: 0o700 });
  if ((await stateOf(handle)) !== "waiting") return handle;
  for (const [name, text] of Object.entries(submission.files)) await writeWhole(join(submission.directory, name), text);
  await begin(watch);
  return handle;
}

async function stateOf({ directory }: JobHandle): Promise<JobState> {
  const exit = await readExit(directory);
  if (exit !== null) return stateOfExit(exit);
  const process = await readProcess(directory);
  if (process === null) return "waiting";
  return (await isAlive(process)) || (await isSupervised(process)) ? "running" : "lost";
}

const allow = (handle: JobHandle, cell: string, go: JobGo) => tellJob(handle, `go-${cell}`, go);
const extend = (handle: JobHandle, round: number, more: JobMore) => tellJob(handle, `more-${round}`, more);

async function tellJob({ directory }: JobHandle, name: string, told: JobGo | JobMore): Promise<void> {
  // The job's cells may have deleted its directory; the worker that waits looks for the name all the same.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeWhole(join(directory, name), JSON.stringify(told));
}

let writes = 0;

async function writeWhole(path: string, text: string): Promise<void> {
  writes += 1;
  // A name of its own: two servers may write the same job at once.
  const part = `${path}.${process.pid}-${writes}.part`;
  await writeFile(part, text, { mode: 0o600 });
  await rename(part, path);
}

async function probe(settings: LocalSettings) {
  try {
    const { stdout } = await promisify(execFile)(settings.python, [settings.runner, "facts"]);
    const facts = JSON.parse(stdout);
    return {
      reachable: true,
      cores: Number(facts.cores),
      memoryBytes: Number(facts.memoryBytes),
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
