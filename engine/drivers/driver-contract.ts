import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ResolvedEnvironment } from "../model/environment.ts";
import type { Job, JobEvent, JobExit } from "../model/job.ts";
import type { Target } from "../model/target.ts";
import { jobOfCells } from "../testing/one-cell-jobs.ts";
import type { Connection, Driver, JobHandle } from "./driver.ts";

/** What a driver's own test gives: a target whose jobs see this machine's file system. */
export interface Subject {
  readonly driver: Driver;
  /** `folder` is empty and there for the target's jobs. */
  target(folder: string): Target;
  /** Where a job's directory is on this machine; as the handle says unless told otherwise. */
  path?(handle: JobHandle): string;
  /** Kills, without a word, what would tell how the job ended. */
  lose(handle: JobHandle): void;
}

let count = 0;

const plainEnvironment: ResolvedEnvironment = { name: "plain", template: "", kind: "", values: {}, origins: {} };

/** What every driver does the same. Called once in the test of each. */
export function driverContract({ driver, target, lose, path = ({ directory }) => directory }: Subject): void {
  let folder: string;
  let connection: Connection;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `cellweave-${driver.kind}-`));
    connection = await driver.connect(target(folder));
  });
  afterAll(async () => {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    count += 1;
  });

  const jobOf = (sources: readonly string[], more: Partial<Job> = {}) =>
    jobOfCells(folder, `job${count}`, sources, { objects: join(folder, "objects"), ...more });
  const submissionOf = (sources: readonly string[], more?: Partial<Job>) =>
    driver.render(jobOf(sources, more), target(folder));
  const begin = (sources: readonly string[], more?: Partial<Job>) => connection.submit(submissionOf(sources, more));
  const all = async (handle: JobHandle, offset = 0, from = connection) => collect(from.follow(handle, offset));
  const until = async (handle: JobHandle, wanted: JobEvent["event"]) => {
    for await (const event of connection.follow(handle, 0)) if (event.event === wanted) return event;
    throw new Error(`the job ended without ${wanted}`);
  };
  const stateOf = async (handle: JobHandle) => (await connection.poll([handle]))[0]?.state;
  const forever = "import time\nprint('on', flush=True)\nwhile True: time.sleep(1)";

  describe("probing and preparing", () => {
    test("probe tells cores, memory and the version of Python", async () => {
      const facts = await connection.probe();
      expect(facts.reachable).toBe(true);
      expect(facts.cores).toBeGreaterThan(0);
      expect(facts.memoryBytes).toBeGreaterThan(0);
      expect(facts.pythonVersion).toMatch(/^3\.\d+/);
    });

    test("preparing the same environment twice gives the same instance", async () => {
      const first = await connection.prepare(plainEnvironment, () => {});
      expect(await connection.prepare(plainEnvironment, () => {})).toEqual(first);
      expect(first.digest).not.toBe("");
    });
  });

  describe("submitting", () => {
    test("render is pure: the same job gives the same submission, and it is plain JSON", () => {
      const submission = submissionOf(["x = 1"]);
      expect(submissionOf(["x = 1"])).toEqual(submission);
      expect(JSON.parse(JSON.stringify(submission))).toEqual(submission);
    });

    test("a job runs, tells its output, and its last event is how it exited", async () => {
      const handle = await begin(["print('hello')"]);
      const events = await all(handle);
      expect(textOf(events)).toBe("hello\n");
      expect(events.at(-1)).toMatchObject({ event: "exited", exit: { code: 0, signal: null, oom: false } });
      expect(await stateOf(handle)).toBe("succeeded");
    });

    test("submitting again, before and after its end and from another connection, runs nothing twice", async () => {
      const submission = submissionOf(["open('once.txt', 'a').write('x')"]);
      const handle = await connection.submit(submission);
      expect(await connection.submit(submission)).toEqual(handle);
      await all(handle);
      await connection.submit(submission);
      const other = await driver.connect(target(folder));
      expect(exitOf(await all(await other.submit(submission), 0, other))?.code).toBe(0);
      await other.close();
      expect(readFileSync(join(folder, "once.txt"), "utf8")).toBe("x");
    });

    test("many that submit the same job at once run it once", async () => {
      const submission = submissionOf(["open('racing.txt', 'a').write('x')"]);
      const other = await driver.connect(target(folder));
      const handles = await Promise.all([connection, other, connection, other].map((each) => each.submit(submission)));
      const told = await Promise.all(handles.map((handle) => all(handle)));
      await other.close();
      expect(told.map((events) => exitOf(events)?.code)).toEqual([0, 0, 0, 0]);
      expect(readFileSync(join(folder, "racing.txt"), "utf8")).toBe("x");
    });
  });

  describe("following", () => {
    test("from any offset gives the rest, and again after a restart the whole", async () => {
      const handle = await begin(["for i in range(3): print(i, flush=True)", "print('end')"]);
      const events = await all(handle);
      const log = readFileSync(join(path(handle), "events.jsonl"), "utf8");
      const lines = log.split("\n").filter((line) => line !== "");
      for (const at of [1, lines.length - 1, lines.length]) {
        const offset = lines.slice(0, at).join("\n").length + 1;
        expect(withoutExit(await all(handle, offset))).toEqual(withoutExit(events).slice(at));
      }
      const later = await driver.connect(target(folder));
      expect(withoutExit(await all(handle, 0, later))).toEqual(withoutExit(events));
      await later.close();
    });

    test("a job outlives the connection that began it", async () => {
      const first = await driver.connect(target(folder));
      const go = join(folder, `go-on-${count}`);
      const handle = await first.submit(
        submissionOf([
          `import os, time\nwhile not os.path.exists(${JSON.stringify(go)}): time.sleep(0.01)\nprint('still')`,
        ]),
      );
      await first.close();
      const second = await driver.connect(target(folder));
      await second.submit(submissionOf([`open(${JSON.stringify(go)}, 'w')`], { key: `job${count}b` }));
      expect(textOf(await all(handle, 0, second))).toBe("still\n");
      await second.close();
    });

    test("closing the connection ends what follows", async () => {
      const own = await driver.connect(target(folder));
      const handle = await own.submit(submissionOf([forever]));
      await until(handle, "stream");
      const following = all(handle, 0, own);
      await own.close();
      expect(exitOf(await following)).toBeUndefined();
      await connection.cancel(handle, 1000);
    });

    test("a line of many megabytes arrives whole", async () => {
      const source = "from IPython.display import display\ndisplay({'text/plain': 'x' * 20_000_000}, raw=True)";
      const [shown] = (await all(await begin([source]))).filter((event) => event.event === "display");
      expect(shown?.output.data["text/plain"]).toHaveLength(20_000_000);
    });
  });

  describe("states", () => {
    test("many are polled at once, each under its key; one that was never submitted waits", async () => {
      const good = await begin(["x = 1"]);
      const bad = await begin(["1 / 0"], { key: `job${count}bad` });
      const on = await begin([forever], { key: `job${count}on` });
      await Promise.all([all(good), all(bad), until(on, "stream")]);
      const unknown = { key: "never", directory: join(folder, "never") };
      expect(await connection.poll([good, bad, on, unknown])).toEqual([
        { key: good.key, state: "succeeded" },
        { key: bad.key, state: "failed" },
        { key: on.key, state: "running" },
        { key: "never", state: "waiting" },
      ]);
      await connection.cancel(on, 1000);
      expect(await connection.poll([])).toEqual([]);
    });

    test.each<[string, Partial<JobExit>]>([
      ["import os; os._exit(7)", { code: 7, signal: null }],
      ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", { code: null, signal: "SIGKILL" }],
      ["import ctypes; ctypes.string_at(0)", { code: null, signal: "SIGSEGV" }],
    ])("%s is told as it was", async (source, exit) => {
      const handle = await begin([source]);
      expect(exitOf(await all(handle))).toMatchObject(exit);
      expect(await stateOf(handle)).toBe("failed");
    });

    test("a job that nobody saw ending is lost, not succeeded", async () => {
      const handle = await begin([forever]);
      await until(handle, "stream");
      lose(handle);
      expect(exitOf(await all(handle))).toBeNull();
      expect(await stateOf(handle)).toBe("lost");
    });
  });

  describe("cancelling", () => {
    test("interrupts the cell, which may tidy up, and the job ends as cancelled", async () => {
      const handle = await begin([
        "import time\ntry:\n    print('on', flush=True)\n    time.sleep(600)\nfinally: print('tidy')",
      ]);
      await until(handle, "stream");
      await connection.cancel(handle, 60_000);
      const events = await all(handle);
      expect(textOf(events)).toBe("on\ntidy\n");
      expect(events.find((event) => event.event === "finished")).toMatchObject({ state: "cancelled" });
    });

    test("kills a cell that is deaf, after the grace period, with all that it had started", async () => {
      const child = join(folder, "child.pid");
      const handle = await begin([
        `import signal, subprocess, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nchild = subprocess.Popen(['sleep', '600'])\nopen(${JSON.stringify(child)}, 'w').write(str(child.pid))\nprint('deaf', flush=True)\nwhile True: time.sleep(1)`,
      ]);
      await until(handle, "stream");
      await connection.cancel(handle, 50);
      expect(exitOf(await all(handle))?.signal).toBe("SIGKILL");
      const pid = readFileSync(child, "utf8");
      await expect.poll(() => isGone(pid)).toBe(true);
    });

    test("a job that has ended, or never was, is none the worse for it", async () => {
      const handle = await begin(["x = 1"]);
      const events = await all(handle);
      await connection.cancel(handle, 1000);
      expect(await all(handle)).toHaveLength(events.length);
      await connection.cancel({ key: "never", directory: join(folder, "never-was") }, 0);
    });

    test("a job cancelled in the moment in which it is submitted ends, whoever came first", async () => {
      const submission = submissionOf([forever]);
      const submitted = connection.submit(submission);
      await connection.cancel({ key: submission.key, directory: submission.directory }, 0);
      const handle = await submitted;
      await connection.cancel(handle, 0);
      const exit = exitOf(await all(handle));
      expect(exit === null || exit?.code !== 0).toBe(true);
    });
  });

  describe("gates", () => {
    test("a waiting cell goes on when it is allowed, and stops where it is told to", async () => {
      const job = jobOf(["print('a')", "print('b')"]);
      const gated = { ...job, cells: job.cells.map((cell) => ({ ...cell, gate: true })) };
      const handle = await connection.submit(driver.render(gated, target(folder)));
      await until(handle, "gate");
      await connection.allow(handle, "c0", { inputs: [], stop: false });
      await connection.allow(handle, "c1", { inputs: [], stop: true });
      const events = await all(handle);
      expect(textOf(events)).toBe("a\n");
      expect(exitOf(events)?.code).toBe(0);
    });
  });

  describe("disposing", () => {
    test("removes what the job left, and a job of the same key can run again", async () => {
      const handle = await begin(["print('first')"]);
      await all(handle);
      await connection.dispose(handle);
      expect(existsSync(path(handle))).toBe(false);
      await connection.dispose(handle);
      expect(textOf(await all(await begin(["print('second')"])))).toBe("second\n");
    });
  });
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const withoutExit = (events: readonly JobEvent[]) => events.filter((event) => event.event !== "exited");

/** How the job exited: null when nobody knows, undefined when that was not told. */
function exitOf(events: readonly JobEvent[]): JobExit | null | undefined {
  const last = events.at(-1);
  return last?.event === "exited" ? last.exit : undefined;
}

function textOf(events: readonly JobEvent[]): string {
  return events.map((event) => (event.event === "stream" ? event.text : "")).join("");
}

function isGone(pid: string): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}
