import { createHash } from "node:crypto";
import { mkdir, realpath, unlink } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { bytesInWords } from "../../model/bytes-in-words.ts";
import type { Job, JobMore } from "../../model/job.ts";
import type { AgentClient } from "./agent-client.ts";
import { isRefusal } from "./agent-refusal.ts";
import { type AgentSettings, workspaceOn } from "./agent-settings.ts";
import { below, type LocalFile, listLocal, localDigests, travels } from "./local-files.ts";
import type { OnProgress } from "./meter.ts";
import { digestOf, type ObjectTransfer } from "./object-transfer.ts";

/** Keeps the folder of the notebook and the one that stands for it on a target alike. */
export interface WorkspaceFiles {
  /** Sends what changed here since, the files that the code names first. */
  send(code: Pick<Job | JobMore, "cells" | "prelude">, onProgress: OnProgress): Promise<void>;
  /** Brings what cells wrote there, by its paths on the target. */
  bring(paths: readonly string[], onProgress: OnProgress): Promise<void>;
}

interface RemoteFile {
  readonly size: number;
  readonly digest: string;
  readonly directory?: boolean;
}

export function workspaceFiles(client: AgentClient, transfer: ObjectTransfer, settings: AgentSettings): WorkspaceFiles {
  const { local, carryBytes } = settings;
  const remote = workspaceOn(settings);
  const record = `${remote}.sent`;
  const digestHere = localDigests(local.workspace);
  const others = [local.objects, local.items, local.journal];
  const madeFolders = new Set<string>();
  let there: Promise<Map<string, string>> | null = null;
  /** Paths that were sent from here: gone here, they go there too. */
  let sent = new Set<string>();
  let recorded = "";
  let toldLeftOut = false;
  let last: Promise<void> = Promise.resolve();
  /** One after another, since each builds on what the one before did. */
  const inTurn = (work: () => Promise<void>) => {
    last = last.catch(() => {}).then(work);
    return last;
  };

  async function look(): Promise<Map<string, string>> {
    const [{ head }, before] = await Promise.all([client.ask("files", { directory: remote }), readRecord()]);
    sent = new Set(before);
    const files = Object.entries(head.files as Record<string, RemoteFile>);
    return new Map(files.map(([path, { digest }]) => [path, digest]));
  }

  async function readRecord(): Promise<string[]> {
    try {
      const { payload } = await client.ask("read", { path: record, offset: 0, length: 8 << 20 });
      recorded = payload.toString("utf8");
      return JSON.parse(recorded) as string[];
    } catch (error) {
      if (isRefusal(error, "missing") || error instanceof SyntaxError) return [];
      throw error;
    }
  }

  async function writeRecord(): Promise<void> {
    const text = JSON.stringify([...sent].sort());
    if (text === recorded) return;
    const bytes = Buffer.from(text);
    const digest = createHash("sha256").update(bytes).digest("hex");
    try {
      await client.ask("place", { path: record, digest, mode: 0o600 }, bytes);
      recorded = text;
    } catch (error) {
      // What a cell left on a disk that it filled can be brought all the same.
      if (!isRefusal(error, "full")) throw error;
    }
  }

  async function send(code: Pick<Job | JobMore, "cells" | "prelude">, onProgress: OnProgress): Promise<void> {
    there ??= look();
    there.catch(() => {
      there = null;
    });
    const [known, listing] = await Promise.all([there, listLocal(local.workspace, others)]);
    const chosen = choose(listing.files, code, carryBytes);
    if (!toldLeftOut && (chosen.leftOut.length > 0 || listing.cut)) {
      toldLeftOut = true;
      onProgress({ what: "upload", text: leftOutInWords(chosen.leftOut, carryBytes) });
    }
    await makeFolders(listing.folders);
    for (const file of chosen.files) {
      const digest = await digestHere(file);
      if (digest === null || known.get(file.path) === digest) continue;
      // Known to the target's own record first: a server killed in between must find it.
      sent.add(file.path);
      await writeRecord();
      await transfer.putFile(
        {
          local: join(local.workspace, ...file.path.split("/")),
          remote: `${remote}/${file.path}`,
          digest,
          size: file.size,
          mode: file.mode | 0o200,
          text: file.path,
        },
        onProgress,
      );
      known.set(file.path, digest);
    }
    await removeGone(known, new Set(listing.files.map(({ path }) => path)), listing.cut);
  }

  async function makeFolders(folders: readonly string[]): Promise<void> {
    const fresh = folders.filter((path) => !madeFolders.has(path));
    if (fresh.length === 0) return;
    await client.ask("folders", { paths: fresh.map((path) => `${remote}/${path}`) });
    for (const path of fresh) madeFolders.add(path);
  }

  async function removeGone(known: Map<string, string>, here: ReadonlySet<string>, cut: boolean): Promise<void> {
    const gone = cut ? [] : [...sent].filter((path) => !here.has(path));
    if (gone.length === 0) return;
    await client.ask("remove", { paths: gone.map((path) => `${remote}/${path}`) });
    for (const path of gone) {
      known.delete(path);
      sent.delete(path);
    }
    await writeRecord();
  }

  async function bring(paths: readonly string[], onProgress: OnProgress): Promise<void> {
    const { root } = await client.ready();
    const folder = remote.replace("$ROOT", root);
    const wanted = [...new Set(paths)].filter((path) => {
      const rest = below(folder, path);
      return rest !== null && travels(rest);
    });
    if (wanted.length === 0) return;
    const { head } = await client.ask("files", { paths: wanted });
    const entries = head.files as (RemoteFile | null)[];
    const known = await (there ?? new Map<string, string>());
    for (const [index, path] of wanted.entries()) {
      const rest = below(folder, path) ?? "";
      await bringOne(known, path, rest, entries[index] ?? null, onProgress);
    }
    await writeRecord();
  }

  async function bringOne(
    known: Map<string, string>,
    path: string,
    rest: string,
    entry: RemoteFile | null,
    onProgress: OnProgress,
  ): Promise<void> {
    const here = join(local.workspace, ...rest.split("/"));
    const digest = await digestOf(here).catch(() => null);
    if (entry === null) {
      // The cell removed what it had been sent; what has changed here since stays.
      if (digest !== null && digest === known.get(rest)) await unlink(here).catch(() => {});
      known.delete(rest);
      sent.delete(rest);
      return;
    }
    const inFolder = entry.directory ? here : dirname(here);
    if (!(await isBelow(local.workspace, inFolder))) return;
    if (entry.directory) return void (await mkdir(here, { recursive: true }));
    if (digest !== entry.digest)
      await transfer.getFile(
        { remote: path, local: here, digest: entry.digest, size: entry.size, text: rest },
        onProgress,
      );
    known.set(rest, entry.digest);
    sent.add(rest);
  }

  return {
    send: (code, onProgress) => inTurn(() => send(code, onProgress)),
    bring: (paths, onProgress) => (paths.length === 0 ? Promise.resolve() : inTurn(() => bring(paths, onProgress))),
  };
}

/** Files up to the limit: modules, then those that the code names, then the rest, each from the smallest on. */
export function choose(
  files: readonly LocalFile[],
  { cells, prelude }: Pick<Job | JobMore, "cells" | "prelude">,
  limit: number,
): { files: LocalFile[]; leftOut: LocalFile[] } {
  const code = [...prelude, ...cells].map(({ source }) => source).join("\n");
  const rank = ({ path }: LocalFile) =>
    path.endsWith(".py") ? 0 : code.includes(path.split("/").at(-1) ?? path) ? 1 : 2;
  const ordered = files
    .map((file) => ({ file, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank || a.file.size - b.file.size || (a.file.path < b.file.path ? -1 : 1));
  const chosen: LocalFile[] = [];
  const leftOut: LocalFile[] = [];
  let bytes = 0;
  for (const { file } of ordered) {
    if (bytes + file.size > limit) leftOut.push(file);
    else {
      bytes += file.size;
      chosen.push(file);
    }
  }
  return { files: chosen, leftOut };
}

function leftOutInWords(files: readonly LocalFile[], limit: number): string {
  const named = files.slice(0, 3).map(({ path, size }) => `${path} (${bytesInWords(size)})`);
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  return `CW6107: left out beyond ${bytesInWords(limit)}: ${named.join(", ")}${more}. Raise the size in the target's settings, or put them on the target and use their full paths.`;
}

/** Whether a folder, as far as it exists, really is below another: a link in it may lead elsewhere. */
async function isBelow(folder: string, path: string): Promise<boolean> {
  const top = await realpath(folder);
  for (let at = path; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => null);
    if (real !== null) return real === top || real.startsWith(top + sep);
    if (at === dirname(at)) return false;
  }
}
