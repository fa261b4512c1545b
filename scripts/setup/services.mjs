import { existsSync } from "node:fs";
import { installDebianPackages, isRootOnDebian } from "./debian.mjs";
import { SetupFailure } from "./failure.mjs";

/** What the tests of targets start, by the program that shows whether its package is there. */
const packages = {
  "/usr/sbin/sshd": "openssh-server",
  "/usr/bin/openssl": "openssl",
  "/usr/bin/ssh": "openssh-client",
  "/sbin/ip": "iproute2",
  "/usr/sbin/slurmctld": "slurm-wlm",
  "/usr/sbin/munged": "munge",
  "/usr/sbin/dockerd": "docker.io",
};

const lacking = () => Object.entries(packages).flatMap(([program, name]) => (existsSync(program) ? [] : [name]));

/**
 * Real servers for the tests of targets. Starting them takes a network and a list of accounts of their own, so root.
 * @type {import("./run-steps.mjs").Step}
 */
export const services = {
  title: "Servers for targets",
  async current() {
    return process.getuid?.() === 0 && lacking().length === 0 ? "Debian's packages" : null;
  },
  async make() {
    if (!isRootOnDebian())
      throw new SetupFailure(
        "CW9506",
        "The tests of targets start sshd, Slurm and Docker, for which one must be root on Debian or Ubuntu.",
        "Run them in a container: .ci/run does, or `npm test -- targets` as root.",
      );
    await installDebianPackages(lacking());
    return "Debian's packages";
  },
};
