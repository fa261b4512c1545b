import { readFileSync } from "node:fs";

/** Names this server process, so that another can tell whether it still lives: "<process id>@<when it started>". */
export function ownName(): string {
  return `${process.pid}@${startOf(process.pid) ?? ""}`;
}

/** Whether the process of this name still runs; a process id that was given to another program does not count. */
export function isAlive(owner: string): boolean {
  const [pid, start] = owner.split("@");
  if (!pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startOf(Number(pid));
  return now === null || start === "" || now === start;
}

/** In clock ticks since the machine started; null where the system has no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
