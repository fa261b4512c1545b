import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JobEvent } from "../../model/job.ts";
import type { Target } from "../../model/target.ts";
import { collectEvents, jobOfCells, streamed, withInput } from "../../testing/one-cell-jobs.ts";
import { type Sshd, startSshd } from "../../testing/services/sshd.ts";
import { targetSettings } from "../../testing/target-settings.ts";
import type { Connection } from "../driver.ts";
import { ssh } from "./ssh.ts";

let host: Sshd;
let folder: string;
let root: string;
let connection: Connection;
const scratch = mkdtempSync(join(tmpdir(), "cellweave-broken-"));
let count = 0;
const keepaliveSeconds = 3;

beforeAll(async () => {
  host = await startSshd({ apart: true, maxSessions: 2 });
});
afterAll(async () => {
  await host.stop();
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  count += 1;
  folder = join(scratch, `notebook-${count}`);
  root = join(scratch, `target-${count}`);
  mkdirSync(folder);
});
afterEach(async () => {
  host.mend();
  await connection.close();
});

function targetOf(more: object = {}): Target {
  const { host: address, port, user, keyFile, knownHosts } = host;
  const signIn = { host: address, port, user, keyFile, knownHosts: [knownHosts], configFile: null, agentSocket: null };
  return {
    name: "host",
    driver: "ssh",
    settings: { ...targetSettings(folder, root), ...signIn, keepaliveSeconds, ...more },
  };
}
const begin = (key: string, sources: readonly string[], more: object = {}) =>
  connection.submit(ssh.render(jobOfCells(folder, key, sources, more), targetOf()));
const seconds = (number: number) => new Promise((resolve) => setTimeout(resolve, number * 1000));
const counting = (to: number) => Array.from({ length: to }, (_, index) => `${index}\n`).join("");
const countTo = (to: number) =>
  `import time\nfor index in range(${to}):\n    print(index, flush=True)\n    time.sleep(0.05)`;

describe("a link that is cut", () => {
  test.each([
    ["for 10 s, shorter than the host may be silent", 1, 10, 60],
    ["for 10 s, longer than that", 3, 10, 240],
  ])("%s: every line comes, once", async (_, keepalives, cutSeconds, lines) => {
    connection = await ssh.connect(targetOf({ keepaliveSeconds: keepaliveSeconds * (keepalives === 1 ? 10 : 1) }));
    const handle = await begin("count", [countTo(lines), "open('left.txt', 'w').write('left')"]);
    const events: JobEvent[] = [];
    let cut: Promise<void> | null = null;
    for await (const event of connection.follow(handle, 0)) {
      events.push(event);
      if (event.event !== "stream" || cut) continue;
      host.cut();
      // The time is what is tested: how long nothing gets through.
      cut = seconds(cutSeconds).then(() => host.mend());
    }
    await cut;
    expect(streamed(events)).toBe(counting(lines));
    expect(events.at(-1)).toMatchObject({ event: "exited", exit: { code: 0 } });
    expect(readFileSync(join(folder, "left.txt"), "utf8")).toBe("left");
  });

  test("while nobody follows and for longer than the keepalive: the next request finds the way again", async () => {
    connection = await ssh.connect(targetOf());
    const handle = await begin("quick", ["print('done')"]);
    host.cut();
    await seconds(keepaliveSeconds * 2);
    host.mend();
    expect(streamed(await collectEvents(connection.follow(handle, 0)))).toBe("done\n");
  });

  test("for too long: the run is told, the job goes on, and the next connection finds it", async () => {
    connection = await ssh.connect(targetOf({ giveUpSeconds: 1 }));
    const handle = await begin("long", [countTo(20)]);
    const following = collectEvents(connection.follow(handle, 0));
    host.cut();
    await expect(following).rejects.toMatchObject({ code: "CW6102", retryable: true });
    host.mend();
    const later = await ssh.connect(targetOf());
    expect(streamed(await collectEvents(later.follow(handle, 0)))).toBe(counting(20));
    await later.close();
  });

  test("while a large value goes there and comes back: it is gone on with and arrives whole", async () => {
    connection = await ssh.connect(targetOf());
    const made = await begin("make", ["import os\ndata = os.urandom(60_000_000)"], { wanted: ["data"] });
    const progress: string[] = [];
    const events: JobEvent[] = [];
    for await (const event of connection.follow(made, 0)) {
      events.push(event);
      if (event.event !== "preparing" || progress.length > 0) continue;
      progress.push(event.progress.what);
      host.cut();
      void seconds(keepaliveSeconds * 2).then(() => host.mend());
    }
    expect(progress).toEqual(["download"]);
    const output = events.find((event) => event.event === "output");
    const digest = output?.event === "output" ? output.artifact.digest : "";
    rmSync(join(root, "objects"), { recursive: true });
    await connection.close();
    connection = await ssh.connect(targetOf());
    const uses = withInput(jobOfCells(folder, "use", ["print(len(data))"]), digest, "data");
    let cut = false;
    const handle = await connection.submit(ssh.render(uses, targetOf()), ({ bytes = 0 }) => {
      if (cut || bytes === 0) return;
      cut = true;
      host.cut();
      void seconds(keepaliveSeconds * 2).then(() => host.mend());
    });
    expect(cut).toBe(true);
    expect(streamed(await collectEvents(connection.follow(handle, 0)))).toBe("60000000\n");
  });
});

test("more environments than the host allows programs on one connection share as few as they can", async () => {
  connection = await ssh.connect(targetOf());
  const others = await Promise.all([1, 2, 3].map(() => ssh.connect(targetOf())));
  const facts = await Promise.all(others.map((other) => other.probe()));
  expect(facts.every(({ reachable }) => reachable)).toBe(true);
  const servers = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isServer(name));
  expect(servers.length).toBeLessThanOrEqual(3);
  await Promise.all(others.map((other) => other.close()));
});

/** One of this server's processes for a signed-in connection. */
function isServer(pid: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return words.startsWith("sshd: root@") && readFileSync(`/proc/${pid}/net/dev`, "utf8").includes("cw");
  } catch {
    return false;
  }
}
