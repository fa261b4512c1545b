import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Observed } from "../model/graph.ts";
import type { Running } from "./running.ts";

/** What earlier runs of a notebook saw its cells do. An unreadable file is an empty one: it only costs time. */
export async function readObserved(path: string): Promise<Observed> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return {};
  }
}

export async function writeObserved(path: string, before: Observed, running: Running): Promise<void> {
  const after: Record<string, Observed[string]> = { ...before };
  for (const cell of running.cells) {
    if (!cell.record || cell.cached) continue;
    const { learnt } = running;
    const former = after[cell.codeHash];
    const ambient = cell.record.ambient.filter((name) => !name.startsWith("rng."));
    after[cell.codeHash] = {
      ...former,
      ...(cell.outcome === "succeeded" ? { seconds: cell.record.seconds, peakBytes: cell.record.peakBytes } : {}),
      reads: union(former?.reads, learnt.reads.get(cell.codeHash)),
      writes: union(former?.writes, learnt.writes.get(cell.codeHash)),
      mutates: union(former?.mutates, learnt.mutates.get(cell.codeHash)),
      stuck: union(former?.stuck, learnt.stuck.get(cell.codeHash)),
      ambientWrites: union(former?.ambientWrites, cell.facts.definitionsOnly ? [] : ambient),
    };
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, JSON.stringify(after), { mode: 0o600 });
  await rename(part, path);
}

function union(before: readonly string[] | undefined, more: Iterable<string> | undefined): string[] {
  return [...new Set([...(before ?? []), ...(more ?? [])])].sort();
}
