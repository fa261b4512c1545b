import type { ClientChannel, SFTPWrapper } from "ssh2";
import type { Secrets } from "../../model/target.ts";
import { connectHost, type HostConnection } from "./host.ts";
import type { SshSettings } from "./settings.ts";

/** Something of a host, and the promise that settles when the connection it came over is gone. */
export interface Over<T> {
  readonly value: T;
  readonly lost: Promise<string>;
}

/** The connections to one host and account that all environments there share. */
export interface HostPool {
  /** Over a connection with room for it: hosts allow only so many programs over each. */
  exec(command: string): Promise<Over<ClientChannel>>;
  sftp(): Promise<Over<SFTPWrapper>>;
  /** The last one to let go closes them. */
  release(): void;
}

interface Shared {
  readonly connections: Set<HostConnection>;
  connecting: Promise<HostConnection> | null;
  users: number;
}

const shared = new Map<string, Shared>();

export function hostPool(settings: SshSettings, secrets: Secrets | undefined): HostPool {
  const key = identity(settings);
  const host: Shared = shared.get(key) ?? { connections: new Set(), connecting: null, users: 0 };
  shared.set(key, host);
  host.users += 1;
  let released = false;

  /** One more; whoever asks meanwhile gets the same. */
  const connect = (): Promise<HostConnection> => {
    host.connecting ??= connectHost(settings, secrets)
      .then((connection) => {
        host.connections.add(connection);
        void connection.ended.then(() => host.connections.delete(connection));
        if (host.users === 0) connection.close();
        return connection;
      })
      .finally(() => {
        host.connecting = null;
      });
    return host.connecting;
  };

  const over = async <T>(use: (connection: HostConnection) => Promise<T>): Promise<Over<T>> => {
    for (const connection of host.connections) {
      try {
        return { value: await use(connection), lost: connection.ended };
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    }
    const connection = await connect();
    return { value: await use(connection), lost: connection.ended };
  };

  return {
    exec: (command) => over((connection) => connection.exec(command)),
    sftp: () => over((connection) => connection.sftp()),
    release: () => {
      if (released) return;
      released = true;
      host.users -= 1;
      if (host.users > 0) return;
      shared.delete(key);
      for (const connection of host.connections) connection.close();
    },
  };
}

/** The host opens no further channel on this connection (`MaxSessions`). */
function isFull(error: unknown): boolean {
  return error instanceof Error && /open failure|open failed/i.test(error.message);
}

/** Who signs in where and how; secrets by their names only. */
function identity(settings: SshSettings): string {
  const { host, port, user, keyFile, key, passphrase, password, agentSocket, jump, hostKey, knownHosts, configFile } =
    settings;
  const all = {
    host,
    port,
    user,
    keyFile,
    key,
    passphrase,
    password,
    agentSocket,
    jump,
    hostKey,
    knownHosts,
    configFile,
  };
  return JSON.stringify({ ...all, keepaliveSeconds: settings.keepaliveSeconds });
}
