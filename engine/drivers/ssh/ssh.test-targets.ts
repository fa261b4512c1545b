import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll } from "vitest";
import type { Target } from "../../model/target.ts";
import { type Sshd, startSshd } from "../../testing/services/sshd.ts";
import { targetSettings } from "../../testing/target-settings.ts";
import type { JobHandle } from "../driver.ts";
import { driverContract } from "../driver-contract.ts";
import { killedServerContract } from "../killed-server-contract.ts";
import { ssh } from "./ssh.ts";

let host: Sshd;
beforeAll(async () => {
  host = await startSshd();
});
afterAll(() => host.stop());

let root = "";
const pathOf = ({ directory }: JobHandle) => directory.replace("$ROOT", root);

function targetIn(folder: string): Target {
  root = join(folder, ".target");
  const { host: address, port, user, keyFile, knownHosts } = host;
  const signIn = { host: address, port, user, keyFile, knownHosts: [knownHosts], configFile: null, agentSocket: null };
  return { name: "host", driver: "ssh", settings: { ...targetSettings(folder, root), ...signIn } };
}

driverContract({
  driver: ssh,
  target: targetIn,
  path: pathOf,
  lose: (handle) => {
    const { supervisor } = JSON.parse(readFileSync(join(pathOf(handle), "pid"), "utf8")) as { supervisor: number };
    process.kill(supervisor, "SIGKILL");
  },
});

killedServerContract({
  driver: ssh,
  source: ["ssh/ssh.ts", "ssh"],
  target: (folder) => targetIn(folder),
  path: ({ directory }, { settings }) => directory.replace("$ROOT", settings.root as string),
});
