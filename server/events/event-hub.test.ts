import { EventEmitter } from "node:events";
import type { RunEvent } from "@cellweave/engine/model/run";
import type { ServerEvent } from "@cellweave/engine/model/wire";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EventHub } from "./event-hub.ts";

/** A tab that takes as much as a test says before it asks to wait. */
class Tab extends EventEmitter {
  readonly written: string[] = [];
  ended: "open" | "ended" | "destroyed" = "open";
  room = Number.POSITIVE_INFINITY;

  write(text: string): boolean {
    this.written.push(text);
    return --this.room > 0;
  }
  end(): void {
    this.ended = "ended";
  }
  destroy(): void {
    this.ended = "destroyed";
  }
  drain(room: number): void {
    this.room = room;
    this.emit("drain");
  }
  get told(): readonly { readonly id: string | null; readonly event: ServerEvent }[] {
    const messages = this.written
      .join("")
      .split("\n\n")
      .filter((message) => message.includes("data: "));
    return messages.map((message) => ({
      id: /^id: (.*)$/m.exec(message)?.[1] ?? null,
      event: JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "null") as ServerEvent,
    }));
  }
}

const hello: ServerEvent = { topic: "hello", server: "s", pythons: [] };
const changed = (version: string): ServerEvent => ({ topic: "notebook", path: "a.ipynb", version });
const line = (text: string, run = "r"): ServerEvent => ({
  topic: "run",
  run,
  notebook: "a.ipynb",
  events: [stream(text)],
});
const stream = (text: string): RunEvent => ({ at: 0, event: "stream", cell: "c", name: "stdout", text });
const limits = { replay: 1000, heartbeat: 15_000, stalled: 60_000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a tab", () => {
  test("is told what happens after it came, under growing ids", () => {
    const hub = new EventHub("s", limits);
    hub.tell(changed("0"));
    const tab = new Tab();
    hub.join(tab, null, hello);
    hub.tell(changed("1"));
    hub.tell(changed("2"));
    expect(tab.told).toEqual([
      { id: "s.1", event: hello },
      { id: "s.2", event: changed("1") },
      { id: "s.3", event: changed("2") },
    ]);
  });

  test("that comes back is told what it missed", () => {
    const hub = new EventHub("s", limits);
    for (const version of ["1", "2", "3"]) hub.tell(changed(version));
    const tab = new Tab();
    hub.join(tab, "s.1", hello);
    expect(tab.told).toEqual([
      { id: null, event: hello },
      { id: "s.2", event: changed("2") },
      { id: "s.3", event: changed("3") },
    ]);
  });

  test("that comes back in time misses nothing", () => {
    const hub = new EventHub("s", limits);
    hub.tell(changed("1"));
    const tab = new Tab();
    hub.join(tab, hub.last, hello);
    expect(tab.told).toEqual([{ id: null, event: hello }]);
  });

  test.each([
    ["longer ago than is kept", "s.1"],
    ["from another start of the server", "other.40"],
    ["with an id from the future", "s.41"],
    ["with an id that is none", "x"],
  ])("that comes back %s is told to ask for the state again", (_title, after) => {
    const hub = new EventHub("s", limits);
    for (let version = 0; version < 40; version++) hub.tell(changed(`${version}`));
    const tab = new Tab();
    hub.join(tab, after, hello);
    hub.tell(changed("next"));
    expect(tab.told.slice(1)).toEqual([
      { id: "s.40", event: { topic: "gap" } },
      { id: "s.41", event: changed("next") },
    ]);
  });

  test("gets a heartbeat while nothing happens", () => {
    const hub = new EventHub("s", limits);
    const tab = new Tab();
    hub.join(tab, null, hello);
    vi.advanceTimersByTime(45_000);
    expect(tab.written.filter((text) => text === ":\n\n")).toHaveLength(3);
    hub.close();
    expect(tab.ended).toBe("ended");
    vi.advanceTimersByTime(45_000);
    expect(tab.written.filter((text) => text === ":\n\n")).toHaveLength(3);
  });
});

describe("a slow tab", () => {
  test("is not written to until it has drained, and then gets the text in one piece", () => {
    const hub = new EventHub("s", limits);
    const tab = new Tab();
    hub.join(tab, null, hello);
    tab.room = 1;
    for (const text of ["a", "b", "c"]) hub.tell(line(text));
    expect(tab.told).toHaveLength(2);
    tab.drain(10);
    expect(tab.told.slice(1)).toEqual([
      { id: "s.1", event: line("a") },
      { id: "s.3", event: line("bc") },
    ]);
  });

  test("gets two runs as two, and what lies between them in its place", () => {
    const hub = new EventHub("s", limits);
    const tab = new Tab();
    tab.room = 1;
    hub.join(tab, null, hello);
    for (const event of [line("a"), line("b"), line("x", "other"), changed("1"), line("c"), line("d")]) hub.tell(event);
    tab.drain(10);
    expect(tab.told.slice(1).map(({ event }) => event)).toEqual([
      line("ab"),
      line("x", "other"),
      changed("1"),
      line("cd"),
    ]);
  });

  test("that falls behind all that is kept gets a gap, and memory stays bounded", () => {
    const hub = new EventHub("s", limits);
    const tab = new Tab();
    tab.room = 1;
    hub.join(tab, null, hello);
    for (let count = 0; count < 10_000; count++) hub.tell(line(`${count}\n`));
    expect(tab.written).toHaveLength(1);
    expect(hub.held).toBeLessThanOrEqual(limits.replay);
    tab.drain(10);
    expect(tab.told.slice(1)).toEqual([{ id: "s.10000", event: { topic: "gap" } }]);
  });

  test("does not hold up a quick one", () => {
    const hub = new EventHub("s", limits);
    const [slow, quick] = [new Tab(), new Tab()];
    slow.room = 1;
    hub.join(slow, null, hello);
    hub.join(quick, null, hello);
    hub.tell(line("a"));
    expect([slow.told.length, quick.told.length]).toEqual([1, 2]);
  });

  test("that takes nothing for a minute is let go", () => {
    const hub = new EventHub("s", limits);
    const tab = new Tab();
    tab.room = 1;
    hub.join(tab, null, hello);
    vi.advanceTimersByTime(60_000);
    expect(tab.ended).toBe("open");
    vi.advanceTimersByTime(15_000);
    expect(tab.ended).toBe("destroyed");
  });
});
