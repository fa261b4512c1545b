import type { CellRecord, JobEvent } from "../../model/job.ts";

const effect = /^fs:(read|write):/;

/** The event with paths of this machine for those below the target's folder of the notebook. */
export function localized(event: JobEvent, remote: string, local: string): JobEvent {
  if (event.event !== "cell-finished" && event.event !== "gate") return event;
  const here = (text: string) => withFolder(text, remote, local);
  const record: CellRecord = { ...event.record, effects: event.record.effects.map(here) };
  return event.event === "gate" ? { ...event, act: here(event.act), record } : { ...event, record };
}

function withFolder(text: string, remote: string, local: string): string {
  const start = effect.exec(text)?.[0];
  if (!start) return text;
  const path = text.slice(start.length);
  return path === remote || path.startsWith(`${remote}/`) ? `${start}${local}${path.slice(remote.length)}` : text;
}

/** Paths on the target that a record says were written. */
export function writtenPaths({ effects }: CellRecord): string[] {
  return effects.filter((text) => text.startsWith("fs:write:")).map((text) => text.slice("fs:write:".length));
}
