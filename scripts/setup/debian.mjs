import { existsSync } from "node:fs";
import { lastLines, runCommand } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";

/** Whether missing system packages can be installed here without asking anybody. */
export function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/**
 * Installs packages of the distribution, without the ones that they only recommend.
 * @param {readonly string[]} names
 */
export async function installDebianPackages(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update", "-qq"], { env });
  const { code, output } = await runCommand("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], {
    env,
  });
  if (code === 0) return;
  throw new SetupFailure(
    "CW9506",
    `apt-get could not install ${names.join(", ")}:\n${lastLines(output, 8)}`,
    `Install it by hand: sudo apt-get install ${names.join(" ")}`,
  );
}
