import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Target } from "../../model/target.ts";
import { runnerPath } from "../../run/start-run.ts";
import { testPython } from "../../testing/test-python.ts";
import type { Driver, JobHandle } from "../driver.ts";
import { driverContract } from "../driver-contract.ts";
import { agentConnection } from "./agent-connection.ts";
import { agentSettings } from "./agent-settings.ts";
import { processLink } from "./process-link.ts";
import { renderAgent } from "./render-agent.ts";

/** A target on this machine with folders of its own: what is shared by all that have an agent. */
const agentDriver: Driver = {
  kind: "process",
  label: "A process",
  render: (job, target) => renderAgent(job, agentSettings(target)),
  connect: (target) => agentConnection({ name: target.name, link: processLink(), settings: agentSettings(target) }),
};

let root = "";
const pathOf = ({ directory }: JobHandle) => directory.replace("$ROOT", root);

function targetIn(folder: string): Target {
  root = join(folder, ".target");
  const places = { objects: "objects", items: "items", journal: "journal" };
  const local = Object.fromEntries(Object.entries(places).map(([key, name]) => [key, join(folder, `.${name}`)]));
  const settings = { python: testPython, root, runner: runnerPath(), local: { ...local, workspace: folder } };
  return { name: "process", driver: "process", settings };
}

driverContract({
  driver: agentDriver,
  target: targetIn,
  path: pathOf,
  lose: (handle) => {
    const { supervisor } = JSON.parse(readFileSync(join(pathOf(handle), "pid"), "utf8")) as { supervisor: number };
    process.kill(supervisor, "SIGKILL");
  },
});
