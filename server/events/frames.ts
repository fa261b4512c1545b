import { joinStreams } from "@cellweave/engine/model/apply-event";
import type { EventId, ServerEvent } from "@cellweave/engine/model/wire";
import type { Told } from "./replay-buffer.ts";

export const heartbeat = ":\n\n";

/** One message of the stream; without an id it leaves the place that a reconnect asks from as it was. */
export function frame(id: EventId | null, json: string): string {
  return `${id === null ? "" : `id: ${id}\n`}data: ${json}\n\n`;
}

/**
 * The messages for a tab that is behind: what one run told in a row becomes one message, and the text that a cell wrote
 * in a row one event, so that catching up costs less than keeping up.
 */
export function frames(server: string, told: readonly Told[]): string {
  let text = "";
  for (let at = 0; at < told.length; ) {
    const run = runFrom(told, at);
    const last = told[at + run.length - 1] as Told;
    text += frame(`${server}.${last.number}`, run.length === 1 ? last.json : JSON.stringify(joined(run)));
    at += run.length;
  }
  return text;
}

type RunTold = Extract<ServerEvent, { topic: "run" }>;

function runFrom(told: readonly Told[], from: number): readonly Told[] {
  const first = told[from]?.event;
  if (first?.topic !== "run") return told.slice(from, from + 1);
  let to = from + 1;
  while (to < told.length && isOf(told[to]?.event, first)) to++;
  return told.slice(from, to);
}

function isOf(event: ServerEvent | undefined, first: RunTold): boolean {
  return event?.topic === "run" && event.run === first.run;
}

function joined(run: readonly Told[]): RunTold {
  const events = run.map(({ event }) => event as RunTold);
  return { ...(events[0] as RunTold), events: joinStreams(events.flatMap((event) => event.events)) };
}
