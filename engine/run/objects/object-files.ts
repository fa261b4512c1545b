import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "../../model/artifact.ts";

/** A stored object. `usedAt` is when it was last made or taken, in milliseconds since the epoch. */
export interface ObjectFile {
  readonly digest: Digest;
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

export function objectPath(store: string, digest: Digest): string {
  return join(store, digest.slice(0, 2), digest.slice(2));
}

/** Everything in a store, in no order. Objects that go meanwhile are left out. */
export async function listObjects(store: string): Promise<ObjectFile[]> {
  return listFiles(store, /^[0-9a-f]{62}$/);
}

/** Results of single items of skeletons, under what they hang on instead of a digest of what they are. */
export async function listItems(home: string): Promise<ObjectFile[]> {
  return listFiles(join(home, "items"), /^[0-9a-f]{38}$/);
}

async function listFiles(store: string, names: RegExp): Promise<ObjectFile[]> {
  const folders = (await namesIn(store)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const found = await Promise.all(folders.map((folder) => listFolder(store, folder, names)));
  return found.flat();
}

async function listFolder(store: string, folder: string, names: RegExp): Promise<ObjectFile[]> {
  const found: ObjectFile[] = [];
  for (const name of await namesIn(join(store, folder))) {
    if (!names.test(name)) continue;
    const path = join(store, folder, name);
    const facts = await stat(path).catch(() => null);
    if (facts) found.push({ digest: folder + name, path, bytes: facts.size, usedAt: facts.mtimeMs });
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/**
 * Notes that an object is taken now, so that it is not the next to go. False when it is gone; one that is damaged, as far
 * as that shows at a glance, is removed so that it can be stored again.
 */
export async function takeObject(store: string, digest: Digest): Promise<boolean> {
  const path = objectPath(store, digest);
  const now = new Date();
  try {
    await utimes(path, now, now);
    if (await isWhole(path, digest)) return true;
    await unlink(path);
    return false;
  } catch {
    return false;
  }
}

/** Below this, looking at every byte costs less than what is around it. */
const smallBytes = 1 << 20;
const headBytes = 24;
const magic = "CWOBJ1\0\0";

/** Small objects are hashed; of large ones the head must tell the length that the file has. */
async function isWhole(path: string, digest: Digest): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size < headBytes) return false;
    if (size <= smallBytes)
      return (
        createHash("sha256")
          .update(await file.readFile())
          .digest("hex") === digest
      );
    const head = await piece(file, 0, headBytes);
    if (head.toString("latin1", 0, 8) !== magic) return false;
    const [pickle, buffers] = [Number(head.readBigUInt64LE(8)), Number(head.readBigUInt64LE(16))];
    if (buffers === 0) return size === headBytes + pickle;
    const last = await piece(file, headBytes + 16 * (buffers - 1), 16);
    return size === Number(last.readBigUInt64LE(0)) + Number(last.readBigUInt64LE(8));
  } finally {
    await file.close();
  }
}

async function piece(file: Awaited<ReturnType<typeof open>>, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  return bytesRead === length ? buffer : Buffer.alloc(length);
}

/** Whether every byte is what was stored. */
export async function isIntact({ path, digest }: ObjectFile): Promise<boolean> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(bytes as Buffer);
  return hash.digest("hex") === digest;
}

/** Removes an object unless it was taken since it was listed. Tells whether it is gone. */
export async function dropObject({ path, usedAt }: ObjectFile): Promise<boolean> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return true;
  if (facts.mtimeMs > usedAt) return false;
  await unlink(path).catch(() => {});
  return true;
}
