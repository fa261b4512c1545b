import { type FSWatcher, watch } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { JobEvent } from "../../model/job.ts";
import { isAlive, isSupervised, readExit, readProcess } from "./job-process.ts";

const chunkBytes = 1 << 20;
/** Events arrive by file notification; this is for what notification misses, and for a process that died silently. */
const lookAgainMilliseconds = 200;

/**
 * The events of a job from byte `offset` of its log, as they are appended, until its process is gone and all was read.
 * The last event is `exited`.
 */
export async function* followLog(directory: string, offset: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const wake = waker(directory, signal);
  const log = await openWhenThere(join(directory, "events.jsonl"), directory, wake, signal);
  try {
    const reader = log === null ? null : lineReader(log, offset);
    while (!signal.aborted) {
      // Asked before reading: what the process wrote until then is certainly in the file.
      const ended = await hasEnded(directory);
      if (reader) for await (const line of reader()) yield JSON.parse(line) as JobEvent;
      if (ended) {
        yield { at: Date.now(), event: "exited", exit: await readExit(directory) };
        return;
      }
      await wake.next();
    }
  } finally {
    wake.close();
    await log?.close();
  }
}

async function openWhenThere(
  path: string,
  directory: string,
  wake: Waker,
  signal: AbortSignal,
): Promise<FileHandle | null> {
  while (!signal.aborted) {
    const ended = await hasEnded(directory);
    const file = await open(path, "r").catch(() => null);
    if (file || ended) return file;
    await wake.next();
  }
  return null;
}

async function hasEnded(directory: string): Promise<boolean> {
  if ((await readExit(directory)) !== null) return true;
  const process = await readProcess(directory);
  if (process === null || (await isAlive(process)) || (await isSupervised(process))) return false;
  // The last look may have been taken right before the supervisor wrote its last word and ended.
  return true;
}

/** Yields the complete lines that were appended since the last call; keeps a half line for the next. */
function lineReader(file: FileHandle, from: number): () => AsyncGenerator<string> {
  let position = from;
  let rest: Buffer = Buffer.alloc(0);
  const buffer = Buffer.alloc(chunkBytes);
  return async function* lines() {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const data =
        rest.length > 0
          ? Buffer.concat([rest, buffer.subarray(0, bytesRead)])
          : Buffer.from(buffer.subarray(0, bytesRead));
      let start = 0;
      for (let end = data.indexOf(10, start); end >= 0; end = data.indexOf(10, start)) {
        if (end > start) yield data.toString("utf8", start, end);
        start = end + 1;
      }
      rest = data.subarray(start);
    }
  };
}

interface Waker {
  /** Resolves at the next change in the folder, or after a while. */
  next(): Promise<void>;
  close(): void;
}

function waker(directory: string, signal: AbortSignal): Waker {
  let changed = false;
  let resume: (() => void) | null = null;
  const notify = () => {
    changed = true;
    resume?.();
  };
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(directory, notify);
    watcher.on("error", notify);
  } catch {
    // Without file notification (no more watches, a network folder) the timer below carries on alone.
  }
  signal.addEventListener("abort", notify);
  return {
    next: () =>
      new Promise((resolve) => {
        const timer = setTimeout(done, changed ? 0 : watcher ? lookAgainMilliseconds : 20);
        function done() {
          clearTimeout(timer);
          changed = false;
          resume = null;
          resolve();
        }
        resume = done;
      }),
    close: () => {
      watcher?.close();
      signal.removeEventListener("abort", notify);
    },
  };
}
