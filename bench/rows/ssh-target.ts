import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ssh } from "../../engine/drivers/ssh/ssh.ts";
import type { Target } from "../../engine/model/target.ts";
import { collectEvents, jobOfCells, streamed, withInput } from "../../engine/testing/one-cell-jobs.ts";
import { type Sshd, startSshd } from "../../engine/testing/services/sshd.ts";
import { targetSettings } from "../../engine/testing/target-settings.ts";
import type { Row } from "../row.ts";

const gigabyte = 1_000_000_000;

function targetOn({ host, port, user, keyFile, knownHosts }: Sshd, folder: string): Target {
  const signIn = { host, port, user, keyFile, knownHosts: [knownHosts], configFile: null, agentSocket: null };
  return { name: "host", driver: "ssh", settings: { ...targetSettings(folder, join(folder, ".target")), ...signIn } };
}

/** What `ssh` and `scp` are told to sign in as we do. */
function options({ port, keyFile, knownHosts }: Sshd): string[] {
  const told = [`Port=${port}`, `IdentityFile=${keyFile}`, `UserKnownHostsFile=${knownHosts}`, "IdentitiesOnly=yes"];
  return ["-F", "none", ...told.flatMap((option) => ["-o", option])];
}

const secondsSince = (started: number) => (performance.now() - started) / 1000;

/** Rows for a host over SSH: a real `sshd` on this machine, which takes root. */
export const sshTarget: readonly Row[] = [
  {
    name: "ssh-step",
    about: "a step on a host against `ssh host python3 -c` on a connection that is reused",
    goals: { ratio: 1.5 },
    repeats: 15,
    async prepare(folder) {
      const host = await startSshd();
      const target = targetOn(host, folder);
      const connection = await ssh.connect(target);
      const where = [
        ...options(host),
        "-o",
        `ControlPath=${join(host.folder, "control")}`,
        `${host.user}@${host.host}`,
      ];
      execFileSync("ssh", ["-M", "-N", "-f", ...where], { stdio: "ignore" });
      const python = String(target.settings.python);
      let steps = 0;
      return {
        async ours() {
          steps += 1;
          const job = jobOfCells(folder, `step-${steps}`, ["print('hello')"]);
          const started = performance.now();
          const handle = await connection.submit(ssh.render(job, target));
          const text = streamed(await collectEvents(connection.follow(handle, 0)));
          const seconds = secondsSince(started);
          if (text !== "hello\n") throw new Error("the step did not say hello");
          return seconds;
        },
        async theirs() {
          const started = performance.now();
          execFileSync("ssh", [...where, `${python} -c "print('hello')"`]);
          return secondsSince(started);
        },
        async finish() {
          await connection.close();
          execFileSync("ssh", ["-O", "exit", ...where], { stdio: "ignore" });
          await host.stop();
        },
      };
    },
  },
  {
    name: "ssh-gigabyte",
    about: "a value of 1 GB to a host, verified there, against `scp`",
    goals: { ratio: 1.2 },
    repeats: 3,
    async prepare(folder) {
      const host = await startSshd();
      const target = targetOn(host, folder);
      const { digest, path } = storeGigabyte(join(folder, ".objects"));
      const copy = join(host.folder, "copy");
      let steps = 0;
      return {
        async ours() {
          steps += 1;
          rmSync(join(folder, ".target", "objects"), { recursive: true, force: true });
          const connection = await ssh.connect(target);
          const job = withInput(jobOfCells(folder, `carry-${steps}`, ["pass"]), digest, "data");
          const started = performance.now();
          await connection.submit(ssh.render(job, target));
          const seconds = secondsSince(started);
          await connection.close();
          return seconds;
        },
        async theirs() {
          rmSync(copy, { force: true });
          const started = performance.now();
          execFileSync("scp", ["-q", ...options(host), path, `${host.user}@${host.host}:${copy}`]);
          return secondsSince(started);
        },
        finish: () => host.stop(),
      };
    },
  },
];

/** A value that nobody can press together, in the store as its digest. */
function storeGigabyte(store: string): { digest: string; path: string } {
  mkdirSync(store, { recursive: true });
  const fresh = join(store, "fresh");
  const hash = createHash("sha256");
  const file = openSync(fresh, "w");
  const piece = randomBytes(10_000_000);
  for (let written = 0; written < gigabyte; written += piece.length) {
    piece.writeUInt32LE(written, 0);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  const digest = hash.digest("hex");
  const path = join(store, digest.slice(0, 2), digest.slice(2));
  mkdirSync(join(store, digest.slice(0, 2)));
  renameSync(fresh, path);
  return { digest, path };
}
