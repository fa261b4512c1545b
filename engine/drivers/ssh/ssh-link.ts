import { open } from "node:fs/promises";
import { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";
import type { AgentLink, ChannelEnd, OnBytes } from "../shared/agent-link.ts";
import { unreached } from "../shared/agent-session.ts";
import { inPieces } from "../shared/in-pieces.ts";
import { keepLast } from "../shared/process-link.ts";
import { type FileCalls, fileCalls } from "./file-calls.ts";
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
      const { value: channel, lost } = await pool.exec(quoted(command)).catch(worldly);
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
      await upload(fileCalls(sftp, remote), local, remote, offset, onBytes);
    },
    get: async (remote, local, offset, onBytes) => {
      const sftp = await pool.sftp().catch(worldly);
      await download(fileCalls(sftp, remote), remote, local, offset, onBytes);
    },
    close: async () => pool.release(),
  };
}

async function upload(calls: FileCalls, local: string, remote: string, offset: number, onBytes: OnBytes) {
  const file = await open(local, "r");
  try {
    const handle = await calls.open(remote, "r+");
    const { size } = await file.stat();
    await inPieces(offset, size, pieceBytes, onBytes, async (at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      await calls.write(handle, bytes.subarray(0, bytesRead), at);
    });
    await calls.close(handle);
  } finally {
    await file.close();
  }
}

async function download(calls: FileCalls, remote: string, local: string, offset: number, onBytes: OnBytes) {
  const file = await open(local, "r+");
  try {
    const handle = await calls.open(remote, "r");
    await inPieces(offset, await calls.size(handle), pieceBytes, onBytes, async (at, length) => {
      for (let done = 0; done < length; ) {
        const bytes = Buffer.allocUnsafe(length - done);
        const count = await calls.read(handle, bytes, at + done);
        // Shorter than it was said to be: the digest will tell.
        if (count === 0) return;
        await file.write(bytes, 0, count, at + done);
        done += count;
      }
    });
    await calls.close(handle);
  } finally {
    await file.close();
  }
}

/** The world's failures are coded; what the library itself throws is that the connection broke. */
function worldly(error: Error): never {
  throw error instanceof CodedError ? error : unreached(error.message);
}
