import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Started } from "./run-cells.ts";

export const kinds = ["warm parent", "supervisor", "worker"] as const;
export type Kind = (typeof kinds)[number];

interface Pids {
  readonly supervisor: number;
  readonly worker: number;
}

/** The processes of one kind that run for this run now. */
export function processesOf(run: Pick<Started, "id" | "home">, kind: Kind): number[] {
  if (kind === "warm parent") return childrenOf(process.pid).filter((pid) => commandOf(pid).includes("warm"));
  const jobs = join(run.home, "runs", run.id, "jobs");
  return namesIn(jobs)
    .map((name) => readPids(join(jobs, name, "pid")))
    .filter((pids) => pids !== null)
    .map((pids) => (kind === "worker" ? pids.worker : pids.supervisor))
    .filter(runs);
}

/** True while the process runs; a zombie does not. */
export function runs(pid: number): boolean {
  return !["Z", "X", undefined].includes(statOf(pid)?.[0]);
}

/** Every process whose environment holds this text: what cells started knows the run's folder by it. */
export function processesWith(marker: string): number[] {
  return numbers().filter((pid) => runs(pid) && textOf(`/proc/${pid}/environ`).includes(marker));
}

function childrenOf(parent: number): number[] {
  return numbers().filter((pid) => Number(statOf(pid)?.[1]) === parent && runs(pid));
}

function statOf(pid: number): string[] | null {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === "" ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

const commandOf = (pid: number) => textOf(`/proc/${pid}/cmdline`).split("\0");
const numbers = () =>
  namesIn("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // The run has not begun.
    return [];
  }
}

function readPids(path: string): Pids | null {
  const text = textOf(path);
  return text === "" ? null : (JSON.parse(text) as Pids);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Gone in the meantime.
    return "";
  }
}
