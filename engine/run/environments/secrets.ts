import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CodedError } from "../../errors.ts";

interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly text: string;
}

/** Names of the secrets that are kept; what they are is never listed. */
export async function secretNames(home: string): Promise<readonly string[]> {
  return Object.keys(await readAll(home)).sort();
}

/** The secret of this name. Throws CW6025 where there is none, or it cannot be opened. */
export async function readSecret(home: string, name: string): Promise<string> {
  const all = await readAll(home);
  const sealed = Object.hasOwn(all, name) ? all[name] : undefined;
  if (!sealed) {
    const hint = `Enter it with: cellweave targets secret ${name}`;
    throw new CodedError("CW6025", `There is no secret "${name}".`, hint);
  }
  try {
    const decipher = createDecipheriv("aes-256-gcm", await readKey(home), Buffer.from(sealed.iv, "base64"));
    decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(sealed.text, "base64")), decipher.final()]).toString("utf8");
  } catch {
    throw new CodedError(
      "CW6025",
      `The secret "${name}" cannot be opened: the key beside it is another one.`,
      "Enter it again.",
    );
  }
}

/** Keeps a secret, encrypted; null forgets it. */
export async function saveSecret(home: string, name: string, secret: string | null): Promise<void> {
  const { [name]: _, ...others } = await readAll(home);
  const all = secret === null ? others : { ...others, [name]: seal(secret, await readKey(home)) };
  await writeWhole(home, "secrets.json", JSON.stringify(all));
}

function seal(secret: string, key: Buffer): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]).toString("base64");
  return { iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64"), text };
}

async function readAll(home: string): Promise<{ readonly [name: string]: Sealed }> {
  const text = await readFile(join(home, "secrets.json"), "utf8").catch(() => "{}");
  return JSON.parse(text) as { readonly [name: string]: Sealed };
}

/** Made at the first use, readable by nobody else: a copy of the file of secrets alone says nothing. */
async function readKey(home: string): Promise<Buffer> {
  const path = join(home, "secrets.key");
  const known = await readFile(path, "utf8").catch(() => null);
  if (known !== null) return Buffer.from(known, "base64");
  await writeWhole(home, "secrets.key", randomBytes(32).toString("base64"));
  return Buffer.from(await readFile(path, "utf8"), "base64");
}

async function writeWhole(home: string, name: string, text: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(join(home, `${name}.part`), text, { mode: 0o600 });
  await rename(join(home, `${name}.part`), join(home, name));
}
