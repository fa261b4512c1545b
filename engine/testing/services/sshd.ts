import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface Sshd {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Private keys that the account accepts; `locked` needs the passphrase. */
  readonly keyFile: string;
  readonly lockedKeyFile: string;
  readonly passphrase: string;
  /** One that it does not. */
  readonly strangerFile: string;
  /** A list of known hosts with this host's key. */
  readonly knownHosts: string;
  readonly fingerprint: string;
  /** The account's home, and a folder for everything else. */
  readonly home: string;
  readonly folder: string;
  /** Only where it runs in a network of its own: nothing gets through until it is mended. */
  cut(): void;
  mend(): void;
  /** Ends the server and every connection to it. */
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** A network of its own, whose link can be cut. */
  readonly apart?: boolean;
  readonly maxSessions?: number;
}

/**
 * A real `sshd` with keys, accounts and a port of its own: it sees its own list of accounts, so nothing of the machine's
 * is changed. Needs root, and openssh-server and iproute2 of Debian.
 */
export async function startSshd({ apart = false, maxSessions = 10 }: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-sshd-"));
  const network = apart ? makeNetwork() : null;
  const host = network?.address ?? "127.0.0.1";
  const port = network ? 22 : await freePort();
  const home = join(folder, "home");
  const passphrase = "open sesame";
  const password = "let me in";
  mkdirSync(home, { mode: 0o700 });
  const hostKey = makeKey(join(folder, "host-key"));
  const key = makeKey(join(folder, "key"));
  const locked = makeKey(join(folder, "locked-key"), passphrase);
  const stranger = makeKey(join(folder, "stranger-key"));
  writeFileSync(join(folder, "authorized_keys"), key.public + locked.public, { mode: 0o600 });
  const label = port === 22 ? host : `[${host}]:${port}`;
  const knownHosts = join(folder, "known_hosts");
  writeFileSync(knownHosts, `${label} ${hostKey.public}`);
  writeAccounts(folder, home, password);
  writeFileSync(join(folder, "sshd_config"), configuration(folder, host, port, hostKey.path, maxSessions));
  const server = serve(folder, network?.name ?? null);
  try {
    await untilOpen(host, port, server);
  } catch (error) {
    network?.remove();
    throw error;
  }
  const fingerprint =
    execFileSync("ssh-keygen", ["-lf", `${hostKey.path}.pub`], { encoding: "utf8" }).split(" ")[1] ?? "";
  const link = (state: "up" | "down") => {
    if (!network) throw new Error("only a network of its own can be cut");
    network.set(state);
  };
  return {
    host,
    port,
    user: "root",
    password,
    keyFile: key.path,
    lockedKeyFile: locked.path,
    passphrase,
    strangerFile: stranger.path,
    knownHosts,
    fingerprint,
    home,
    folder,
    cut: () => link("down"),
    mend: () => link("up"),
    stop: async () => {
      const ended = server.exitCode === null ? once(server, "exit") : null;
      for (const pid of [...childrenOf(server.pid), server.pid]) end(pid);
      await ended;
      network?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Those who serve one connection each: one that was cut would stay. */
function childrenOf(pid: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function end(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

function makeKey(path: string, passphrase = "") {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", path]);
  return { path, public: readFileSync(`${path}.pub`, "utf8") };
}

/** The machine's accounts, with another home and password for root: only this server sees them. */
function writeAccounts(folder: string, home: string, password: string): void {
  const hash = execFileSync("openssl", ["passwd", "-6", password], { encoding: "utf8" }).trim();
  const accounts = readFileSync("/etc/passwd", "utf8").replace(/^root:.*$/m, `root:x:0:0:root:${home}:/bin/sh`);
  const known = /^sshd:/m.test(accounts) ? "" : "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n";
  writeFileSync(join(folder, "passwd"), accounts + known);
  const secrets = readFileSync("/etc/shadow", "utf8").replace(/^root:[^:]*:/m, () => `root:${hash}:`);
  writeFileSync(join(folder, "shadow"), secrets, { mode: 0o600 });
}

function configuration(folder: string, host: string, port: number, hostKey: string, maxSessions: number): string {
  return [
    `Port ${port}`,
    `ListenAddress ${host}`,
    `HostKey ${hostKey}`,
    `PidFile ${join(folder, "pid")}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication yes",
    "KbdInteractiveAuthentication no",
    "StrictModes no",
    "UseDNS no",
    "AllowTcpForwarding yes",
    `MaxSessions ${maxSessions}`,
    // A connection that was cut stays until the other side is heard of again.
    "ClientAliveInterval 0",
    "TCPKeepAlive no",
    "MaxStartups 100",
    "Subsystem sftp internal-sftp",
    "",
  ].join("\n");
}

function serve(folder: string, network: string | null): ChildProcess {
  const steps = [
    `mount --bind "$0/passwd" /etc/passwd`,
    `mount --bind "$0/shadow" /etc/shadow`,
    "mkdir -p /run/sshd",
    `exec /usr/sbin/sshd -D -e -f "$0/sshd_config" -E "$0/log"`,
  ].join(" && ");
  const apart = network === null ? [] : ["ip", "netns", "exec", network];
  // What the tests mount later is seen there too, but not the other way round.
  const [program = "", ...words] = [...apart, "unshare", "-m", "--propagation", "slave", "sh", "-c", steps, folder];
  return spawn(program, words, { stdio: ["ignore", "ignore", "inherit"], detached: true });
}

let networks = 0;

/** A network that one link joins to ours, on addresses that nobody else uses. */
function makeNetwork() {
  networks += 1;
  const name = `cw${process.pid}x${networks}`;
  const [here, there] = [`${name}a`, `${name}b`];
  const prefix = `10.${200 + (process.pid % 50)}.${(process.pid >> 6) % 250}`;
  const ip = (...words: string[]) => execFileSync("ip", words);
  const [ours, theirs] = [networks * 4 + 1, networks * 4 + 2].map((last) => `${prefix}.${last}`);
  ip("netns", "add", name);
  ip("link", "add", here, "type", "veth", "peer", "name", there);
  ip("link", "set", there, "netns", name);
  ip("addr", "add", `${ours}/30`, "dev", here);
  ip("link", "set", here, "up");
  ip("-n", name, "addr", "add", `${theirs}/30`, "dev", there);
  ip("-n", name, "link", "set", there, "up");
  ip("-n", name, "link", "set", "lo", "up");
  return {
    name,
    address: theirs ?? "",
    set: (state: "up" | "down") => ip("-n", name, "link", "set", there, state),
    remove: () => {
      ip("link", "del", here);
      ip("netns", "del", name);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function untilOpen(host: string, port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`sshd ended with exit code ${server.exitCode}`);
    if (await answers(host, port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`sshd does not answer at ${host}:${port}`);
}

/** Whether something that greets like an SSH server is there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial({ host, port });
    const settle = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(2000, () => settle(false));
    socket.once("data", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("close", () => settle(false));
  });
}
