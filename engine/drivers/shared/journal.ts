import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Job } from "../../model/job.ts";
import type { JobHandle } from "../driver.ts";

/** Where a job went, so that a server that comes later finds it again. */
export interface JobPlace {
  /** The name of the target. */
  readonly environment: string;
  readonly handle: JobHandle;
}

/** Jobs as they were given, written down before anything is submitted. One folder a job, named for its key. */
export interface Journal {
  /** Whether the job was written down before. */
  has(key: string): Promise<boolean>;
  /** On disk for certain when it resolves. */
  note(job: Job, place: JobPlace): Promise<void>;
  /** What a job is told, or that its end was asked for (`cancelled`). */
  mark(key: string, name: string, text: string): Promise<void>;
  forget(key: string): Promise<void>;
}

export function journalIn(folder: string): Journal {
  return {
    has: (key) =>
      access(join(folder, plain(key), "job.json")).then(
        () => true,
        () => false,
      ),
    note: async (job, place) => {
      const directory = join(folder, plain(job.key));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // The job last: only what has one counts, and then it has a place.
      await writeDurable(directory, "place.json", JSON.stringify(place));
      await writeDurable(directory, "job.json", JSON.stringify(job));
      await sync(directory);
    },
    mark: async (key, name, text) => {
      const directory = join(folder, plain(key));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeDurable(directory, plain(name), text);
    },
    forget: (key) => rm(join(folder, plain(key)), { recursive: true, force: true }),
  };
}

/** Where a job of the journal went; null when it never was submitted. */
export async function placeOf(directory: string): Promise<JobPlace | null> {
  try {
    return JSON.parse(await readFile(join(directory, "place.json"), "utf8")) as JobPlace;
  } catch {
    return null;
  }
}

let writes = 0;

/** Whole or not at all, and still there after a power cut. */
async function writeDurable(directory: string, name: string, text: string): Promise<void> {
  writes += 1;
  const part = join(directory, `.${name}.${process.pid}-${writes}.part`);
  const file = await open(part, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(part, join(directory, name));
}

async function sync(directory: string): Promise<void> {
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function plain(name: string): string {
  if (name === "" || /[/\0]/.test(name) || name === "." || name === "..")
    throw new TypeError(`${name} is no file name`);
  return name;
}
