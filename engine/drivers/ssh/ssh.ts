import type { Driver } from "../driver.ts";
import { agentConnection } from "../shared/agent-connection.ts";
import { renderSsh } from "./render-ssh.ts";
import { sshSettings } from "./settings.ts";
import { sshLink } from "./ssh-link.ts";

/** Runs jobs on a host that one signs in to with SSH. */
export const ssh: Driver = {
  kind: "ssh",
  label: "SSH host",
  render: renderSsh,
  connect: async (target, secrets) => {
    const settings = sshSettings(target);
    return agentConnection({ name: target.name, link: sshLink(settings, secrets), settings });
  },
};
