import { readFileSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** Bytes of the machine, or of the container that we run in. */
export interface FreeMemory {
  readonly total: number;
  /** What can still be taken before something is killed or swapped. */
  readonly available: number;
}

/** How much memory there is: what the system says, and what each control group above us allows. `root` is `/`. */
export function freeMemory(root = "/"): FreeMemory {
  const limits = [machine(root), ...groupLimits(root)];
  return {
    total: Math.min(...limits.map(({ total }) => total)),
    available: Math.max(0, Math.min(...limits.map(({ available }) => available))),
  };
}

/** Bytes that the process holds in memory, those that it shares with others included; 0 when it is gone. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function machine(root: string): FreeMemory {
  const text = textOf(join(root, "proc/meminfo"));
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]) * 1024;
  const [total, available] = [bytes("MemTotal"), bytes("MemAvailable")];
  if (Number.isNaN(total) || Number.isNaN(available)) return { total: totalmem(), available: freemem() };
  return { total, available };
}

interface Kind {
  readonly folder: string;
  readonly limit: string;
  readonly usage: string;
  /** Of the usage, what is given up before anything is refused: files that were read and can be read again. */
  readonly reclaimable: string;
}

const version1: Kind = {
  folder: "sys/fs/cgroup/memory",
  limit: "memory.limit_in_bytes",
  usage: "memory.usage_in_bytes",
  reclaimable: "total_inactive_file",
};
const version2: Kind = {
  folder: "sys/fs/cgroup",
  limit: "memory.max",
  usage: "memory.current",
  reclaimable: "inactive_file",
};

function groupLimits(root: string): FreeMemory[] {
  const lines = textOf(join(root, "proc/self/cgroup")).split("\n");
  return lines.flatMap((line) => {
    const [number, controllers, ...rest] = line.split(":");
    const kind = number === "0" && controllers === "" ? version2 : version1;
    if (kind === version1 && !controllers?.split(",").includes("memory")) return [];
    return foldersUp(rest.join(":")).flatMap((path) => limitOf(join(root, kind.folder, path), kind) ?? []);
  });
}

/** The group's own folder and those above it. In a container its path may be the host's: then the top is ours. */
function foldersUp(path: string): string[] {
  const folders = [path];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) folders.push(dirname(folder));
  return folders;
}

function limitOf(folder: string, { limit, usage, reclaimable }: Kind): FreeMemory | null {
  const total = Number.parseInt(textOf(join(folder, limit)), 10);
  // "max", or the largest number of version 1, is no limit.
  if (Number.isNaN(total) || total > 2 ** 60) return null;
  const used = Number.parseInt(textOf(join(folder, usage)), 10) || 0;
  const stat = textOf(join(folder, "memory.stat"));
  const files = Number(new RegExp(`^${reclaimable} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);
  return { total, available: total - Math.max(0, used - files) };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // No such group, controller or process, or another system.
    return "";
  }
}
