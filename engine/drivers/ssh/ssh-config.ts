import { readFile } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import SSHConfig from "ssh-config";
import { isHostName } from "./settings.ts";

/** Where a host really is and how one signs in there. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The name under which its key is known. */
  readonly keyName: string;
  readonly identityFiles: readonly string[];
  readonly jump: readonly string[];
  readonly knownHosts: readonly string[];
}

/** `user@host:port`, of which all but the host may be left out. */
export interface HostWish {
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
}

export function parseWish(text: string): HostWish | null {
  const found = /^(?:(?<user>[^@\s]+)@)?(?<host>\[[^\]]+\]|[^:@\s]+)(?::(?<port>\d+))?$/.exec(text.trim())?.groups;
  const host = found?.host?.replace(/^\[|\]$/g, "");
  if (!host || !isHostName(host)) return null;
  return { host, port: found?.port ? Number(found.port) : null, user: found?.user ?? null };
}

/** What SSH's own configuration says of a host, where what is wished for says nothing. */
export async function addressOf(wish: HostWish, configFile: string | null): Promise<HostAddress> {
  const text = configFile === null ? "" : await readFile(configFile, "utf8").catch(() => "");
  const found = lowered(readConfig(text, wish.host));
  const one = (name: string) => found.get(name)?.[0];
  const port = wish.port ?? Number(one("port") ?? 22);
  const host = (one("hostname") ?? wish.host).replaceAll("%h", wish.host).replaceAll("%%", "%");
  const jump = one("proxyjump");
  return {
    host,
    port,
    user: wish.user ?? one("user") ?? userInfo().username,
    keyName: one("hostkeyalias") ?? host,
    identityFiles: (found.get("identityfile") ?? []).map(inHome),
    jump: jump === undefined || jump === "none" ? [] : jump.split(","),
    knownHosts: (found.get("userknownhostsfile") ?? []).flatMap((paths) => paths.split(/\s+/)).map(inHome),
  };
}

function readConfig(text: string, host: string): Record<string, string | string[]> {
  try {
    // Nothing of the configuration is run: the host's name may come with a notebook.
    return SSHConfig.parse(text).compute(host, { ignoreCase: true, matchExec: false });
  } catch {
    // What `ssh` would refuse as well; then only the target's own settings count.
    return {};
  }
}

function lowered(values: Record<string, string | string[]>): Map<string, string[]> {
  return new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
}

const inHome = (path: string) => path.replace(/^~(?=\/)/, homedir()).replace(/^"|"$/g, "");
