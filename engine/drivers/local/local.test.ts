import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitInWords } from "../../model/exit-in-words.ts";
import type { Target } from "../../model/target.ts";
import { runnerPath } from "../../run/start-run.ts";
import { testPython } from "../../testing/test-python.ts";
import { driverContract } from "../driver-contract.ts";
import { local } from "./local.ts";
import { localSettings } from "./settings.ts";
import { stateOfExit } from "./states.ts";
import { type WarmParent, warmParent } from "./warm-parent.ts";

const python = execFileSync(testPython, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
const settingsIn = (folder: string) => ({ python, runner: runnerPath(), jobs: join(folder, "jobs") });

const targetIn = (folder: string): Target => ({ name: "local", driver: "local", settings: settingsIn(folder) });

driverContract({
  driver: local,
  target: targetIn,
  lose: ({ directory }) => {
    const { supervisor } = JSON.parse(readFileSync(join(directory, "pid"), "utf8")) as { supervisor: number };
    process.kill(supervisor, "SIGKILL");
  },
});

describe("the warm parent", () => {
  let folder: string;
  const parents: WarmParent[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cellweave-warm-"));
  });
  afterAll(() => {
    for (const parent of parents) parent.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const begin = (command = python) => {
    const parent = warmParent(
      localSettings({ ...targetIn(folder), settings: { ...settingsIn(folder), python: command } }),
    );
    parents.push(parent);
    return parent;
  };
  /** A job that cannot be read: its supervisor ends at once. */
  const jobIn = (name: string) => {
    const directory = mkdtempSync(join(folder, name));
    writeFileSync(join(directory, "job.json"), "{}");
    return directory;
  };

  test("that is killed is replaced, and what it was asked for is forked by the next", async () => {
    const parent = begin();
    await parent.fork(jobIn("a"));
    const first = parent.pid();
    process.kill(first ?? 0, "SIGKILL");
    const { pid } = await parent.fork(jobIn("b"));
    expect(pid).toBeGreaterThan(0);
    expect(parent.pid()).not.toBe(first);
  });

  test("that is killed while it loads is replaced too", async () => {
    const parent = begin();
    const waiting = [parent.fork(jobIn("c")), parent.fork(jobIn("d"))];
    process.kill(parent.pid() ?? 0, "SIGKILL");
    expect((await Promise.all(waiting)).every(({ pid }) => pid > 0)).toBe(true);
  });

  test("that does not start says what Python said, and is not tried for ever", async () => {
    const broken = join(folder, "python");
    writeFileSync(broken, "#!/bin/sh\necho 'no such library' >&2\nexit 3\n");
    chmodSync(broken, 0o755);
    await expect(begin(broken).fork(jobIn("e"))).rejects.toMatchObject({
      code: "CW6001",
      message: expect.stringContaining("no such library"),
    });
    const suicidal = join(folder, "python-that-kills-itself");
    writeFileSync(suicidal, "#!/bin/sh\nkill -9 $$\n");
    chmodSync(suicidal, 0o755);
    await expect(begin(suicidal).fork(jobIn("f"))).rejects.toMatchObject({ code: "CW6001" });
    await expect(begin(join(folder, "nothing")).fork(jobIn("g"))).rejects.toMatchObject({ code: "CW6001" });
  });

  test("that was closed refuses what it had not begun", async () => {
    const parent = begin();
    const waiting = parent.fork(jobIn("h"));
    parent.close();
    await expect(waiting).rejects.toMatchObject({ code: "CW6002" });
  });
});

test.each([
  [{ code: 0, signal: null, oom: false }, "succeeded"],
  [{ code: 1, signal: null, oom: false }, "failed"],
  [{ code: null, signal: "SIGKILL", oom: true }, "failed"],
  [null, "lost"],
] as const)("%j is %s", (exit, state) => {
  expect(stateOfExit(exit)).toBe(state);
});

test.each([
  [null, /nobody saw how it ended/],
  [{ code: 3, signal: null, oom: false }, /exit code 3/],
  [{ code: 74, signal: null, oom: false }, /disk is full/],
  [{ code: null, signal: "SIGSEGV", oom: false }, /SIGSEGV \(a crash inside a compiled library\)/],
  [{ code: null, signal: "SIGKILL", oom: true }, /SIGKILL, most likely because memory ran out/],
  [{ code: null, signal: "SIG99", oom: false }, /killed by SIG99$/],
] as const)("how %j is said", (exit, words) => {
  expect(exitInWords(exit)).toMatch(words);
});
