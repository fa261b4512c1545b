import { createHash, createHmac } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface KnownHost {
  readonly marker: "revoked" | "cert-authority" | null;
  /** Patterns as they stand there; a hashed one begins with `|1|`. */
  readonly patterns: readonly string[];
  readonly type: string;
  readonly key: string;
}

/** What lists of known hosts say of a host's key. */
export type Verdict = "known" | "unknown" | "changed" | "revoked";

/** The entries of a `known_hosts` file; what cannot be read is left out. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0] === "@revoked" ? "revoked" : words[0] === "@cert-authority" ? "cert-authority" : null;
    const [patterns, type, key] = marker ? words.slice(1) : words;
    if (!patterns || patterns.startsWith("#") || !type || !key) return [];
    return [{ marker, patterns: patterns.split(","), type, key }];
  });
}

export async function readKnownHosts(paths: readonly string[]): Promise<KnownHost[]> {
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => "")));
  return texts.flatMap(parseKnownHosts);
}

/** How a host is written in these lists. */
export function hostLabel(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

export function verdictOn(entries: readonly KnownHost[], label: string, key: Buffer): Verdict {
  const text = key.toString("base64");
  const ours = entries.filter(({ marker, patterns }) => marker !== "cert-authority" && matches(patterns, label));
  if (ours.some((entry) => entry.marker === "revoked" && entry.key === text)) return "revoked";
  const keys = ours.filter(({ marker }) => marker === null);
  if (keys.some((entry) => entry.key === text)) return "known";
  // A key of another kind is one more that the host has; one of the same kind took the known one's place.
  return keys.some(({ type }) => type === keyType(key)) ? "changed" : "unknown";
}

/** Kinds of keys by which the host is known: asked for first, so that it shows one that can be checked. */
export function knownTypes(entries: readonly KnownHost[], label: string): string[] {
  const ours = entries.filter(({ marker, patterns }) => marker === null && matches(patterns, label));
  return [...new Set(ours.map(({ type }) => type))];
}

export function keyType(key: Buffer): string {
  return key.toString("latin1", 4, 4 + key.readUInt32BE(0));
}

/** As `ssh` shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** Writes down that the host is known by this key from now on. */
export async function addKnownHost(path: string, label: string, key: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const before = await readFile(path, "utf8").catch(() => "");
  const line = `${label} ${keyType(key)} ${key.toString("base64")}\n`;
  await appendFile(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${line}`, { mode: 0o600 });
}

function matches(patterns: readonly string[], label: string): boolean {
  const matching = patterns.filter((pattern) => matchesOne(pattern.replace(/^!/, ""), label));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith("!"));
}

function matchesOne(pattern: string, label: string): boolean {
  if (pattern.startsWith("|1|")) {
    const [, , salt = "", hash] = pattern.split("|");
    return createHmac("sha1", Buffer.from(salt, "base64")).update(label).digest("base64") === hash;
  }
  return wildcard(pattern.toLowerCase(), label);
}

/** `*` and `?` as in a shell; the rest stands for itself. */
function wildcard(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(text);
}
