import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { CodedError } from "../../errors.ts";
import type { Digest } from "../../model/artifact.ts";
import { bytesInWords } from "../../model/bytes-in-words.ts";
import type { AgentClient } from "./agent-client.ts";
import type { AgentLink, OnBytes } from "./agent-link.ts";
import { AgentRefusal, isRefusal } from "./agent-refusal.ts";
import { inPieces, type Piece, resumeFrom } from "./in-pieces.ts";
import { meter, type OnProgress } from "./meter.ts";
import { overLosses } from "./over-losses.ts";

/** Brings files to a target and back. Every one is verified by its digest, and sent again when it arrived damaged. */
export interface ObjectTransfer {
  /** Sends those that the target lacks; what is on its way already is not sent twice. */
  putObjects(digests: readonly Digest[], onProgress: OnProgress): Promise<void>;
  putFile(file: FileToSend, onProgress: OnProgress): Promise<void>;
  /** The target may not have it any more. */
  forget(digest: Digest): void;
  /** Brings an object into the store here, unless it is there. */
  getObject(digest: Digest, size: number, onProgress: OnProgress): Promise<void>;
  /** Brings a file here, whole or not at all. */
  getFile(file: FileToBring, onProgress: OnProgress): Promise<void>;
}

export interface FileToSend {
  readonly local: string;
  readonly remote: string;
  readonly digest: Digest;
  readonly size: number;
  readonly mode: number;
  /** What a person calls it. */
  readonly text: string;
}

export interface FileToBring {
  readonly remote: string;
  readonly local: string;
  readonly digest: Digest;
  readonly size: number;
  readonly text: string;
}

/** Smaller ones go in one frame with what they are. */
const smallBytes = 1 << 20;
const pieceBytes = 1 << 20;
const tries = 3;

export function objectTransfer(client: AgentClient, link: AgentLink, store: string): ObjectTransfer {
  const sending = new Map<Digest, Promise<void>>();
  const present = new Set<Digest>();
  const bringing = new Map<string, Promise<void>>();
  let parts = 0;

  async function putObjects(digests: readonly Digest[], onProgress: OnProgress): Promise<void> {
    const unknown = [...new Set(digests)].filter((digest) => !present.has(digest) && !sending.has(digest));
    const asked = missingOf(unknown);
    for (const digest of unknown) {
      const sent = asked.then(async (missing) => {
        const size = missing.get(digest);
        if (size === undefined) return;
        const local = objectIn(store, digest);
        const remote = `$ROOT/objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
        await putFile({ local, remote, digest, size, mode: 0o644, text: "a stored value" }, onProgress);
      });
      sending.set(digest, sent);
      sent.then(
        () => {
          sending.delete(digest);
          present.add(digest);
        },
        () => sending.delete(digest),
      );
    }
    await Promise.all(digests.map((digest) => sending.get(digest)));
  }

  /** Sizes of those that are not on the target. */
  async function missingOf(digests: readonly Digest[]): Promise<Map<Digest, number>> {
    if (digests.length === 0) return new Map();
    const sizes = await Promise.all(digests.map((digest) => sizeOf(objectIn(store, digest))));
    const objects = digests.map((digest, index) => [digest, sizes[index]] as const);
    const { head } = await client.ask("have", { store: "$ROOT/objects", objects });
    const missing = new Set(head.missing as Digest[]);
    return new Map(objects.filter(([digest]) => missing.has(digest)).map(([digest, size]) => [digest, size ?? 0]));
  }

  async function putFile(file: FileToSend, onProgress: OnProgress): Promise<void> {
    const { onBytes, end } = meter("upload", file.text, file.size, onProgress);
    for (let attempt = 1; ; attempt++) {
      try {
        await overLosses(client, () => (file.size <= smallBytes ? putSmall(file) : putLarge(file, onBytes)));
        return end();
      } catch (error) {
        if (!isRefusal(error, "corrupt")) throw error;
        await checkHere(file);
        if (attempt === tries) throw damaged(file.text, "on the target");
      }
    }
  }

  async function putSmall({ local, remote, digest, mode }: FileToSend): Promise<void> {
    await client.ask("place", { path: remote, digest, mode }, await readFile(local));
  }

  async function putLarge(file: FileToSend, onBytes: OnBytes): Promise<void> {
    const { local, remote, digest, size, mode } = file;
    const part = `$ROOT/incoming/${digest}`;
    const { arrived, free } = await partOf(part);
    if (free < size - arrived) throw fullDisk(file, free);
    // One that is longer than it should be is damaged, which `place` finds.
    const offset = arrived === size ? size : resumeFrom(Math.min(arrived, size), pieceBytes);
    if (link.put) {
      const { root } = await client.ready();
      if (arrived === 0) await client.ask("write", { path: part, offset: 0 });
      await link.put(local, part.replace("$ROOT", root), offset, onBytes).catch(async (error: Error) => {
        const now = await partOf(part);
        // A file server may say no more than that it failed.
        throw error instanceof AgentRefusal && now.free < size - now.arrived ? fullDisk(file, now.free) : error;
      });
    } else await sendPieces(local, part, offset, onBytes);
    await client.ask("place", { path: remote, part, digest, mode });
  }

  /** How much of a file has arrived, and the room that is left beside it. */
  async function partOf(part: string): Promise<{ arrived: number; free: number }> {
    const { head } = await client.ask("part", { path: part });
    return { arrived: head.size as number, free: head.free as number };
  }

  async function sendPieces(local: string, part: string, offset: number, onBytes: OnBytes): Promise<void> {
    const file = await open(local, "r");
    try {
      const { size } = await file.stat();
      await inPieces(offset, size, pieceBytes, onBytes, async (at, length) => {
        const bytes = Buffer.alloc(length);
        const { bytesRead } = await file.read(bytes, 0, length, at);
        await client.ask("write", { path: part, offset: at }, bytes.subarray(0, bytesRead));
      });
    } finally {
      await file.close();
    }
  }

  async function getObject(digest: Digest, size: number, onProgress: OnProgress): Promise<void> {
    present.add(digest);
    const local = objectIn(store, digest);
    if (await takeHere(local, size)) return;
    const remote = `$ROOT/objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
    await getFile({ remote, local, digest, size, text: "a stored value" }, onProgress);
  }

  async function getFile(file: FileToBring, onProgress: OnProgress): Promise<void> {
    const key = `${file.local}\0${file.digest}`;
    const under = bringing.get(key) ?? bring(file, onProgress).finally(() => bringing.delete(key));
    bringing.set(key, under);
    await under;
  }

  async function bring(file: FileToBring, onProgress: OnProgress): Promise<void> {
    const { onBytes, end } = meter("download", file.text, file.size, onProgress);
    await mkdir(dirname(file.local), { recursive: true });
    parts += 1;
    // Named as the runner names what is not whole yet, so that the store's own cleaning knows it.
    const part = join(await partFolder(file.local), `.new-${process.pid}-${parts}-${file.digest.slice(0, 12)}`);
    try {
      for (let attempt = 1; ; attempt++) {
        await overLosses(client, () => receiveInto(part, file, onBytes));
        if ((await digestOf(part)) === file.digest) break;
        if (attempt === tries) throw damaged(file.text, "here");
        await rm(part, { force: true });
      }
      await rename(part, file.local);
      end();
    } finally {
      await rm(part, { force: true });
    }
  }

  /** In the store's top folder, where its cleaning looks; beside the file for any other. */
  async function partFolder(local: string): Promise<string> {
    return local.startsWith(join(store, "/")) ? store : dirname(local);
  }

  async function receiveInto(part: string, { remote, size, text }: FileToBring, onBytes: OnBytes): Promise<void> {
    const file = await open(part, "a+", 0o644).then((made) => made.close().then(() => open(part, "r+")));
    try {
      const from = resumeFrom((await file.stat()).size, pieceBytes);
      if (link.get && size > smallBytes) {
        const { root } = await client.ready();
        await link.get(remote.replace(/^\$ROOT/, root), part, from, onBytes).catch((error: Error) => {
          throw isRefusal(error, "missing") ? goneFromTarget(text, error) : error;
        });
      } else {
        await inPieces(from, size, pieceBytes, onBytes, async (at, length) => {
          await fillFrom(remote, file, { at, length }, text);
        });
      }
    } finally {
      await file.close();
    }
  }

  async function fillFrom(
    remote: string,
    file: Awaited<ReturnType<typeof open>>,
    { at, length }: Piece,
    text: string,
  ): Promise<void> {
    for (let done = 0; done < length; ) {
      const { payload } = await client
        .ask("read", { path: remote, offset: at + done, length: length - done })
        .catch((error: Error) => {
          throw isRefusal(error, "missing") ? goneFromTarget(text, error) : error;
        });
      // It is shorter than it was: the digest will tell.
      if (payload.length === 0) return;
      await file.write(payload, 0, payload.length, at + done);
      done += payload.length;
    }
  }

  const forget = (digest: Digest) => {
    present.delete(digest);
  };
  return { putObjects, putFile, getObject, getFile, forget };
}

export function objectIn(store: string, digest: Digest): string {
  return join(store, digest.slice(0, 2), digest.slice(2));
}

export function digestOf(path: string): Promise<Digest> {
  return new Promise((resolve, reject) => {
    const hash = createHash("sha256");
    createReadStream(path, { highWaterMark: 1 << 20 })
      .on("data", (data) => hash.update(data))
      .on("error", reject)
      .on("end", () => resolve(hash.digest("hex")));
  });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** Whether the store has it whole, which also notes that it is in use. */
async function takeHere(path: string, size: number): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return (await stat(path)).size === size;
  } catch {
    return false;
  }
}

async function checkHere({ local, digest, text }: FileToSend): Promise<void> {
  if ((await digestOf(local)) === digest) return;
  throw new CodedError("CW5004", `What is stored of ${text} is damaged.`, "Run the cell that makes it again.");
}

function fullDisk({ text, size }: FileToSend, free: number): CodedError {
  return new AgentRefusal(
    "full",
    `The disk of the target has ${bytesInWords(free)} left, too little for ${text} of ${bytesInWords(size)}.`,
  );
}

function damaged(text: string, where: string): CodedError {
  const message = `${text} arrived damaged ${where}, ${tries} times in a row.`;
  return new CodedError("CW6106", message, "Look after the network, memory and disk of the target.", {
    retryable: true,
  });
}

function goneFromTarget(text: string, cause: Error): CodedError {
  const message = `The target no longer has ${text}: ${cause.message}`;
  return new CodedError("CW6108", message, "Run the cell that makes it again.", { cause });
}
