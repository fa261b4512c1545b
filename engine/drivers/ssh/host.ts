import type { Duplex } from "node:stream";
import ssh2, { type ClientChannel, type SFTPWrapper } from "ssh2";
import { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";
import { unreached } from "../shared/agent-session.ts";
import { offer, signIns } from "./credentials.ts";
import { hostKeyCheck } from "./host-keys.ts";
import type { SshSettings } from "./settings.ts";
import { addressOf, type HostAddress, type HostWish, parseWish } from "./ssh-config.ts";

/** One signed-in connection to a host. */
export interface HostConnection {
  exec(command: string): Promise<ClientChannel>;
  sftp(): Promise<SFTPWrapper>;
  /** A way through this host to another one. */
  forward(host: string, port: number): Promise<Duplex>;
  /** Settles when it is gone, with why. */
  readonly ended: Promise<string>;
  close(): void;
}

const readyMilliseconds = 30_000;
const keyTypes = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
] as const;

/** Signs in at the host of the settings, through the hosts before it. */
export async function connectHost(settings: SshSettings, secrets: Secrets | undefined): Promise<HostConnection> {
  const { configFile } = settings;
  const address = await addressOf(settings, configFile);
  const jumps = (settings.jump === null ? address.jump : settings.jump.split(",")).map(wishOf);
  const before: HostConnection[] = [];
  const closeBefore = () => {
    for (const connection of before) connection.close();
  };
  try {
    for (const jump of jumps) {
      const at = await addressOf(jump, configFile);
      before.push(await signIn(at, before.at(-1), { ...settings, hostKey: null }, secrets));
    }
    const connection = await signIn(address, before.at(-1), settings, secrets);
    void connection.ended.then(closeBefore);
    return connection;
  } catch (error) {
    closeBefore();
    throw error;
  }
}

function wishOf(text: string): HostWish {
  const wish = parseWish(text);
  if (wish) return wish;
  throw new CodedError("CW6109", `${text} is no host to go through.`, "Write it as user@host:port.");
}

async function signIn(
  address: HostAddress,
  through: HostConnection | undefined,
  settings: SshSettings,
  secrets: Secrets | undefined,
): Promise<HostConnection> {
  const { host, port, user, keyName } = address;
  const lists = [...settings.knownHosts, ...address.knownHosts];
  const [check, ways] = await Promise.all([
    hostKeyCheck(keyName, port, lists, settings.hostKey),
    signIns(settings, address.identityFiles, secrets),
  ]);
  const sock = await through?.forward(host, port);
  const tried: string[] = [];
  const client = new ssh2.Client();
  const ended = new Promise<string>((resolve) => {
    client.on("close", () => resolve(lastError ?? "the connection was closed"));
  });
  let lastError: string | null = null;
  await new Promise<void>((resolve, reject) => {
    client.on("ready", () => {
      // Without it every small frame waits for the answer to the one before it.
      client.setNoDelay(true);
      resolve();
    });
    client.on("error", (error) => {
      lastError = error.message;
      reject(check.refusal() ?? refusalOf(error, `${user}@${host}:${port}`, tried));
    });
    client.on("close", () => reject(unreached(`${host}:${port} closed the connection`)));
    client.connect({
      host,
      port,
      username: user,
      ...(sock && { sock }),
      readyTimeout: readyMilliseconds,
      keepaliveInterval: (settings.keepaliveSeconds * 1000) / 3,
      keepaliveCountMax: 3,
      algorithms: { serverHostKey: keyTypesFrom(check.preferred) },
      hostVerifier: (key: Buffer) => check.accepts(key),
      authHandler: offer(user, ways, tried),
    });
  });
  return hostConnection(client, ended);
}

/** Kinds of keys to ask for, those by which the host is known first. An RSA key signs under newer names than its own. */
function keyTypesFrom(known: readonly string[]): ssh2.ServerHostKeyAlgorithm[] {
  const first = known.flatMap((type) => (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type]));
  return [...keyTypes].sort((a, b) => place(first, a) - place(first, b));
}

function place(order: readonly string[], type: string): number {
  const index = order.indexOf(type);
  return index < 0 ? order.length : index;
}

function hostConnection(client: ssh2.Client, ended: Promise<string>): HostConnection {
  let files: Promise<SFTPWrapper> | null = null;
  return {
    exec: (command) =>
      new Promise((resolve, reject) => {
        void ended.then((words) => reject(unreached(words)));
        client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
      }),
    sftp: () => {
      files ??= new Promise<SFTPWrapper>((resolve, reject) => {
        void ended.then((words) => reject(unreached(words)));
        client.sftp((error, wrapper) => (error ? reject(error) : resolve(wrapper)));
      });
      files.catch(() => {
        files = null;
      });
      return files;
    },
    forward: (host, port) =>
      new Promise((resolve, reject) => {
        client.forwardOut("127.0.0.1", 0, host, port, (error, channel) =>
          error
            ? reject(unreached(`${host}:${port} cannot be reached through the host before it: ${error.message}`))
            : resolve(channel),
        );
      }),
    ended,
    close: () => client.end(),
  };
}

function refusalOf(error: Error & { level?: string }, where: string, tried: readonly string[]): CodedError {
  if (error.level !== "client-authentication") return unreached(`${where}: ${error.message}`);
  const what = tried.length > 0 ? tried.join(", ") : "nothing, for there is no key and no password";
  return new CodedError(
    "CW6123",
    `${where} refused the sign-in. Tried: ${what}.`,
    "Look at the user's name, and put the public key into the account's authorized_keys.",
  );
}
