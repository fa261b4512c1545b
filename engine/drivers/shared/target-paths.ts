import type { CellRecord, JobEvent } from "../../model/job.ts";

const effect = /^fs:(read|write):/;

export interface Place {
  /** The folder that stands for the notebook's own there, and that one here. */
  readonly remote: string;
  readonly local: string;
  /** What the target's clock is behind ours, in milliseconds. */
  readonly behind: number;
}

/** Below it, the way of the message alone may be the difference. */
const sameClock = 2000;

/** How far a clock that showed `there` is behind ours, in whole seconds: 0 for one that goes as it should. */
export function clockBehind(there: number, here: number): number {
  const behind = here - there;
  return Math.abs(behind) < sameClock ? 0 : Math.round(behind / 1000) * 1000;
}

/** The event as if it had happened here: by our clock, and with our paths for those of the notebook's folder. */
export function localized(told: JobEvent, { remote, local, behind }: Place): JobEvent {
  const event = behind === 0 ? told : { ...told, at: told.at + behind };
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
