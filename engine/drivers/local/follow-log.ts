import { type FSWatcher, watch } from "node:fs";
import { type FileHandle, open, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobEvent } from "../../model/job.ts";
import { readExit } from "./job-process.ts";
import { endLeftBehind, type JobWatch, phaseOf } from "./job-watch.ts";

const chunkBytes = 1 << 20;
/** Events arrive by file notification; this is for what notification misses, and for a process that died silently. */
const lookAgainMilliseconds = 200;
/** A supervisor takes a job up within milliseconds; one that has not by then was killed. */
const beginAgainMilliseconds = 500;

/** Who waits at a gate for longer than a day without this ends by itself. */
const touchAgainMilliseconds = 5 * 60_000;

/**
 * The events of a job from byte `offset` of its log, as they are appended, until its process is gone and all was read.
 * The last event is `exited`. A job that nobody has begun, because who should have was killed, is begun again by `begin`.
 */
export async function* followLog(
  watch: JobWatch,
  offset: number,
  signal: AbortSignal,
  begin: () => Promise<void>,
): AsyncGenerator<JobEvent> {
  const { directory } = watch;
  const wake = waker(directory, signal);
  const touching = keepTouched(join(directory, "followed"));
  const hasEnded = enderOf(watch, begin);
  let log: FileHandle | null = null;
  try {
    log = await openWhenThere(join(directory, "events.jsonl"), hasEnded, wake, signal);
    const lines = log === null ? null : lineReader(log, offset);
    while (!signal.aborted) {
      // Asked before reading: what the process wrote until then is certainly in the file.
      const ended = await hasEnded();
      if (lines) for await (const line of lines()) yield JSON.parse(line) as JobEvent;
      if (ended) {
        const exit = await readExit(directory);
        if (exit === null) await endLeftBehind(watch);
        yield { at: Date.now(), event: "exited", exit };
        return;
      }
      await wake.next();
    }
  } finally {
    clearInterval(touching);
    wake.close();
    await log?.close();
  }
}

async function openWhenThere(
  path: string,
  hasEnded: () => Promise<boolean>,
  wake: Waker,
  signal: AbortSignal,
): Promise<FileHandle | null> {
  while (!signal.aborted) {
    const ended = await hasEnded();
    const file = await open(path, "r").catch(() => null);
    if (file || ended) return file;
    await wake.next();
  }
  return null;
}

/** Asks whether the job has ended; begins it again while it was not begun, which never runs it twice. */
function enderOf(watch: JobWatch, begin: () => Promise<void>): () => Promise<boolean> {
  let beginAgainAt = Date.now() + beginAgainMilliseconds;
  return async () => {
    const phase = await phaseOf(watch);
    if (phase === "unbegun" && Date.now() >= beginAgainAt) {
      await begin();
      beginAgainAt = Date.now() + beginAgainMilliseconds;
    }
    return phase === "ended";
  };
}

function keepTouched(path: string): NodeJS.Timeout {
  const touch = () => {
    const now = new Date();
    // A directory that the cells deleted, or a full disk: the job is followed all the same.
    utimes(path, now, now).catch(() => writeFile(path, "").catch(() => {}));
  };
  touch();
  return setInterval(touch, touchAgainMilliseconds).unref();
}

/** Yields the complete lines that were appended since the last call; keeps a half line for the next. */
function lineReader(file: FileHandle, from: number): () => AsyncGenerator<string> {
  let position = from;
  // Kept as pieces: a line of an image is many times longer than one read.
  let begun: Buffer[] = [];
  const buffer = Buffer.alloc(chunkBytes);
  return async function* lines() {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      let start = 0;
      for (let end = buffer.indexOf(10); end >= 0 && end < bytesRead; end = buffer.indexOf(10, start)) {
        const line = Buffer.concat([...begun, buffer.subarray(start, end)]);
        begun = [];
        start = end + 1;
        if (line.length > 0) yield line.toString("utf8");
      }
      if (start < bytesRead) begun.push(Buffer.from(buffer.subarray(start, bytesRead)));
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
