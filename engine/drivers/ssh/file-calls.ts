import type { SFTPWrapper } from "ssh2";
import { AgentRefusal } from "../shared/agent-refusal.ts";
import { unreached } from "../shared/agent-session.ts";
import type { Over } from "./host-pool.ts";

type Failure = (Error & { code?: unknown }) | null | undefined;

/** Calls of a host's file server, none of which outlives the connection that it was made over. */
export interface FileCalls {
  open(path: string, flags: "r" | "r+"): Promise<Buffer>;
  size(handle: Buffer): Promise<number>;
  /** How many bytes were read; 0 at the end. */
  read(handle: Buffer, into: Buffer, at: number): Promise<number>;
  write(handle: Buffer, bytes: Buffer, at: number): Promise<void>;
  close(handle: Buffer): Promise<void>;
}

/** Codes of the file server. */
const endOfFile = 1;
const noSuchFile = 2;

export function fileCalls({ value: sftp, lost }: Over<SFTPWrapper>, path: string): FileCalls {
  const waiting = new Set<(error: Error) => void>();
  let broken: Error | null = null;
  // The library forgets what was asked when the connection breaks.
  void lost.then((words) => {
    broken = unreached(words);
    for (const reject of waiting) reject(broken);
  });
  const call = <T>(make: (done: (error: Failure, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (broken) return reject(broken);
      waiting.add(reject);
      make((error, value) => {
        waiting.delete(reject);
        if (error) reject(refused(error, path));
        else resolve(value);
      });
    });
  return {
    open: (file, flags) => call((done) => sftp.open(file, flags, done)),
    size: (handle) => call((done) => sftp.fstat(handle, (error, facts) => done(error, facts?.size ?? 0))),
    read: (handle, into, at) =>
      call((done) => {
        sftp.read(handle, into, 0, into.length, at, (error: Failure, count) => {
          if (error?.code === endOfFile) done(null, 0);
          else done(error, count);
        });
      }),
    write: (handle, bytes, at) =>
      call((done) => sftp.write(handle, bytes, 0, bytes.length, at, (error) => done(error, undefined))),
    // Gone with the connection, where that is gone.
    close: (handle) => call<void>((done) => sftp.close(handle, (error) => done(error, undefined))).catch(() => {}),
  };
}

/** A full disk is no more than a plain failure there, so who sends looks for the room. */
function refused(error: Error & { code?: unknown }, path: string): Error {
  if (error.code === noSuchFile) return new AgentRefusal("missing", `${path} is not there.`);
  if (typeof error.code === "number") return new AgentRefusal("refused", `${path}: ${error.message}.`);
  return unreached(error.message);
}
