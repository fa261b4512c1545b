import type { EventId } from "@cellweave/engine/model/wire";

/** Whether an event of the stream is among those up to and including `after`. Ids of another server's start never are. */
export function isTold(id: EventId, after: EventId | null): boolean {
  if (after === null) return false;
  const [server, number] = parts(id);
  const [told, last] = parts(after);
  return server === told && number <= last;
}

function parts(id: EventId): [string, number] {
  const dot = id.lastIndexOf(".");
  return [id.slice(0, dot), Number(id.slice(dot + 1))];
}
