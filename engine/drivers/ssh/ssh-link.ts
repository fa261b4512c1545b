import { open } from "node:fs/promises";
import type { SFTPWrapper } from "ssh2";
import { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";
import type { AgentLink, ChannelEnd, OnBytes } from "../shared/agent-link.ts";
import { AgentRefusal } from "../shared/agent-refusal.ts";
import { unreached } from "../shared/agent-session.ts";
import { inPieces } from "../shared/in-pieces.ts";
import { keepLast } from "../shared/process-link.ts";
import { hostPool } from "./host-pool.ts";
import { quoted } from "./quoted.ts";
import type { SshSettings } from "./settings.ts";

/** As much as the largest packet of the usual server takes. */
const pieceBytes = 255 * 1024;

/** Programs and files of a host, over connections that all environments there share. */
export function sshLink(settings: SshSettings, secrets: Secrets | undefined): AgentLink {
  const pool = hostPool(settings, secrets);
  return {
    start: async (command) => {
      const { channel, lost } = await pool.exec(quoted(command)).catch(worldly);
      const lastWords = keepLast(channel.stderr);
      let exit: string | null = null;
      channel.on("exit", (code: number | null, signal?: string) => {
        exit = `it ended with ${signal ?? `exit code ${code}`}`;
      });
      const ended = Promise.race([
        new Promise<ChannelEnd>((resolve) => {
          channel.on("close", () =>
            // Without a word on how it ended, it was the connection that did.
            resolve({ lost: exit === null, words: lastWords() || (exit ?? "the connection was closed") }),
          );
        }),
        lost.then((words) => ({ lost: true, words })),
      ]);
      return { input: channel.stdin, output: channel.stdout, ended, close: () => channel.close() };
    },
    put: async (local, remote, offset, onBytes) => {
      const sftp = await pool.sftp().catch(worldly);
      await upload(sftp, local, remote, offset, onBytes);
    },
    get: async (remote, local, offset, onBytes) => {
      const sftp = await pool.sftp().catch(worldly);
      await download(sftp, remote, local, offset, onBytes);
    },
    close: async () => pool.release(),
  };
}

async function upload(sftp: SFTPWrapper, local: string, remote: string, offset: number, onBytes: OnBytes) {
  const [file, handle] = await Promise.all([open(local, "r"), openThere(sftp, remote, "r+")]);
  try {
    const { size } = await file.stat();
    await inPieces(offset, size, pieceBytes, onBytes, async (at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      await new Promise<void>((resolve, reject) => {
        sftp.write(handle, bytes, 0, bytesRead, at, (error) => (error ? reject(refused(error, remote)) : resolve()));
      });
    });
  } finally {
    await Promise.all([file.close(), closeThere(sftp, handle)]);
  }
}

async function download(sftp: SFTPWrapper, remote: string, local: string, offset: number, onBytes: OnBytes) {
  const [file, handle] = await Promise.all([open(local, "r+"), openThere(sftp, remote, "r")]);
  try {
    const size = await sizeThere(sftp, handle, remote);
    await inPieces(offset, size, pieceBytes, onBytes, async (at, length) => {
      for (let done = 0; done < length; ) {
        const bytes = Buffer.allocUnsafe(length - done);
        const read = await readThere(sftp, handle, bytes, at + done, remote);
        // Shorter than it was said to be: the digest will tell.
        if (read === 0) return;
        await file.write(bytes, 0, read, at + done);
        done += read;
      }
    });
  } finally {
    await Promise.all([file.close(), closeThere(sftp, handle)]);
  }
}

function openThere(sftp: SFTPWrapper, path: string, flags: "r" | "r+"): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sftp.open(path, flags, (error, handle) => (error ? reject(refused(error, path)) : resolve(handle)));
  });
}

function closeThere(sftp: SFTPWrapper, handle: Buffer): Promise<void> {
  return new Promise((resolve) => {
    // Gone with the connection, where that is gone.
    sftp.close(handle, () => resolve());
  });
}

function sizeThere(sftp: SFTPWrapper, handle: Buffer, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    sftp.fstat(handle, (error, facts) => (error ? reject(refused(error, path)) : resolve(facts.size)));
  });
}

function readThere(sftp: SFTPWrapper, handle: Buffer, into: Buffer, at: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    sftp.read(handle, into, 0, into.length, at, (error, count) => {
      // End of file.
      if (error && (error as { code?: unknown }).code === 1) resolve(0);
      else if (error) reject(refused(error, path));
      else resolve(count);
    });
  });
}

/** What the host's file server says: 2 is no such file; a full disk is a plain failure. */
function refused(error: Error & { code?: unknown }, path: string): Error {
  if (error.code === 2) return new AgentRefusal("missing", `${path} is not there.`);
  if (typeof error.code === "number") return new AgentRefusal("refused", `${path}: ${error.message}.`);
  return unreached(error.message);
}

/** The world's failures are coded; what the library itself throws is that the connection broke. */
function worldly(error: Error): never {
  throw error instanceof CodedError ? error : unreached(error.message);
}
