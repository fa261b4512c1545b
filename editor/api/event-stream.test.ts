import type { ServerEvent } from "@cellweave/engine/model/wire";
import { expect, test } from "vitest";
import { openEventStream } from "./event-stream.ts";

function setUp() {
  const sources: { url: string; closed: boolean; source: EventSource }[] = [];
  const waits: { go: () => void; wait: number }[] = [];
  const heard: (readonly [string, string])[] = [];
  const up: boolean[] = [];
  const stream = openEventStream(
    { event: (event, id) => heard.push([event.topic, id]), connected: (connected) => up.push(connected) },
    (url) => {
      const opened = { url, closed: false, source: {} as EventSource };
      opened.source.close = () => {
        opened.closed = true;
      };
      sources.push(opened);
      return opened.source;
    },
    (go, wait) => waits.push({ go, wait }),
  );
  const last = () => sources.at(-1)?.source as EventSource;
  const tell = (event: ServerEvent, lastEventId: string) =>
    last().onmessage?.({ data: JSON.stringify(event), lastEventId } as MessageEvent<string>);
  return { sources, waits, heard, up, stream, last, tell };
}

test("a stream that is lost comes up again and asks for what came after the last event", () => {
  const { sources, waits, heard, up, last, tell } = setUp();
  last().onopen?.({} as Event);
  tell({ topic: "gap" }, "s.7");
  last().onerror?.({} as Event);
  expect(sources[0]?.closed).toBe(true);
  waits.shift()?.go();
  expect(sources[1]?.url).toContain("after=s.7");
  last().onopen?.({} as Event);
  expect(up).toEqual([true, false, true]);
  expect(heard).toEqual([["gap", "s.7"]]);
});

test("the longer the server is away, the longer the waits, up to some seconds", () => {
  const { waits, last } = setUp();
  const seen: number[] = [];
  for (let times = 0; times < 7; times++) {
    last().onerror?.({} as Event);
    const next = waits.shift();
    seen.push(next?.wait ?? 0);
    next?.go();
  }
  expect(seen).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
});

test("a closed stream stays closed", () => {
  const { sources, waits, stream, last } = setUp();
  last().onerror?.({} as Event);
  stream.close();
  waits.shift()?.go();
  expect(sources).toHaveLength(1);
});
