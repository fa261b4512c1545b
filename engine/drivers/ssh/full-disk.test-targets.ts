import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Target } from "../../model/target.ts";
import { collectEvents, jobOfCells, streamed, withInput } from "../../testing/one-cell-jobs.ts";
import { type Sshd, startSshd } from "../../testing/services/sshd.ts";
import { targetSettings } from "../../testing/target-settings.ts";
import type { Connection } from "../driver.ts";
import { ssh } from "./ssh.ts";

const scratch = mkdtempSync(join(tmpdir(), "cellweave-full-"));
const root = join(scratch, "small-disk");
let host: Sshd;
let folder: string;
let connection: Connection | null = null;
let count = 0;

beforeAll(async () => {
  mkdirSync(root);
  // Before the host starts, which sees no later mounts.
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "cellweave-test", root]);
  host = await startSshd();
});
afterAll(async () => {
  await host.stop();
  execFileSync("umount", ["-l", root]);
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  execFileSync("mount", ["-o", "remount,size=24m", root]);
  count += 1;
  folder = join(scratch, `notebook-${count}`);
  mkdirSync(folder);
});
afterEach(async () => {
  await connection?.close();
  connection = null;
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
});

function targetOf(more: object = {}): Target {
  const { host: address, port, user, keyFile, knownHosts } = host;
  const signIn = { host: address, port, user, keyFile, knownHosts: [knownHosts], configFile: null, agentSocket: null };
  return { name: "host", driver: "ssh", settings: { ...targetSettings(folder, root), ...signIn, ...more } };
}

test("is told as such when a value finds no room, and room that is made is used", async () => {
  const maker = await ssh.connect(targetOf({ root: join(scratch, "roomy") }));
  const job = jobOfCells(folder, "make", ["data = bytes(30_000_000)"], { wanted: ["data"] });
  const events = await collectEvents(maker.follow(await maker.submit(ssh.render(job, targetOf())), 0));
  await maker.close();
  const output = events.find((event) => event.event === "output");
  const digest = output?.event === "output" ? output.artifact.digest : "";
  connection = await ssh.connect(targetOf());
  const uses = ssh.render(withInput(jobOfCells(folder, "use", ["print(len(data))"]), digest, "data"), targetOf());
  await expect(connection.submit(uses)).rejects.toMatchObject({ code: "CW6105" });
  expect(existsSync(join(root, "jobs", "use", "pid"))).toBe(false);
  execFileSync("mount", ["-o", "remount,size=200m", root]);
  expect(streamed(await collectEvents(connection.follow(await connection.submit(uses), 0)))).toBe("30000000\n");
});

test("ends the job that filled it with the reason, and nothing is taken for a success", async () => {
  connection = await ssh.connect(targetOf());
  const fills = jobOfCells(folder, "fill", ["open('large', 'wb').write(bytes(30_000_000))"]);
  const handle = await connection.submit(ssh.render(fills, targetOf()));
  const events = await collectEvents(connection.follow(handle, 0));
  const failed = events.find((event) => event.event === "error");
  const exit = events.at(-1);
  const words = failed?.event === "error" ? failed.output.evalue : "";
  const code = exit?.event === "exited" ? exit.exit?.code : undefined;
  // The cell is told, unless there is not even room to write that down.
  expect(words.includes("No space left") || code === 74).toBe(true);
  expect((await connection.poll([handle]))[0]?.state).toBe("failed");
});

test("before anything is there refuses the connection and says why", async () => {
  execFileSync("sh", ["-c", `head -c 100000000 /dev/zero > "${root}/full" 2>/dev/null || true`]);
  await expect(ssh.connect(targetOf())).rejects.toMatchObject({ code: "CW6105" });
});
