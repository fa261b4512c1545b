import { homedir } from "node:os";
import { join } from "node:path";
import { CodedError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";
import { type AgentSettings, agentSettings } from "../shared/agent-settings.ts";

/** Settings of an SSH target. Secrets are given as `{ "$secret": "NAME" }`. */
export interface SshSettings extends AgentSettings {
  /** A name or address, or an alias of the SSH configuration. */
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
  /** Path of a private key here; without one, and without `key`, the usual ones are tried. */
  readonly keyFile: string | null;
  /** A private key itself, as a secret. */
  readonly key: unknown;
  readonly passphrase: unknown;
  readonly password: unknown;
  /** Socket of an SSH agent; null asks none. */
  readonly agentSocket: string | null;
  /** Hosts to go through, as `user@host:port` with commas between; null is as the SSH configuration says. */
  readonly jump: string | null;
  /** Fingerprint (`SHA256:…`) of the host's key that is trusted besides the known ones. */
  readonly hostKey: string | null;
  /** Lists of known hosts; keys that are trusted are added to the first. */
  readonly knownHosts: readonly string[];
  /** SSH's own configuration; null reads none. */
  readonly configFile: string | null;
  /** A host that says nothing for so long is taken for gone. */
  readonly keepaliveSeconds: number;
}

const defaultKeepaliveSeconds = 15;

export function sshSettings(target: Target): SshSettings {
  const { name, settings } = target;
  const refuse = (setting: string, what: string) =>
    new CodedError(
      "CW6109",
      `The setting ${setting} of ${name} must be ${what}.`,
      "Correct it in the target's settings.",
    );
  const text = (key: string): string | null => {
    const value = settings[key] ?? null;
    if (value !== null && typeof value !== "string") throw refuse(key, "a text");
    return value === "" ? null : value;
  };
  const number = (key: string): number | null => {
    const value = settings[key] ?? null;
    if (value !== null && !(typeof value === "number" && value > 0)) throw refuse(key, "a number above 0");
    return value;
  };
  const host = text("host");
  if (host === null || !isHostName(host)) throw refuse("host", "a host's name or address");
  const knownHosts = settings.knownHosts ?? [];
  if (!Array.isArray(knownHosts) || !knownHosts.every((path) => typeof path === "string"))
    throw refuse("knownHosts", "a list of paths");
  return {
    ...agentSettings(target),
    host,
    port: number("port"),
    user: text("user"),
    keyFile: text("keyFile"),
    key: settings.key,
    passphrase: settings.passphrase,
    password: settings.password,
    agentSocket: settings.agentSocket === undefined ? (process.env.SSH_AUTH_SOCK ?? null) : text("agentSocket"),
    jump: text("jump"),
    hostKey: text("hostKey"),
    knownHosts: [...knownHosts, join(homedir(), ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"],
    configFile: settings.configFile === undefined ? join(homedir(), ".ssh", "config") : text("configFile"),
    keepaliveSeconds: number("keepaliveSeconds") ?? defaultKeepaliveSeconds,
  };
}

/** What may stand for a host: nothing that a program could take for something else. */
export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9_[:][A-Za-z0-9_.:%[\]-]*$/.test(text);
}
