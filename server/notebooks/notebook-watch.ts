import { type FSWatcher, unwatchFile, watch, watchFile } from "node:fs";
import { basename, dirname } from "node:path";
import type { NotebookVersion } from "@cellweave/engine/model/wire";

export interface Watched {
  readonly path: string;
  readonly file: string;
  readonly version: NotebookVersion | null;
}

export interface NotebookWatchInput {
  /** Milliseconds in which several changes count as one. */
  readonly settle: number;
  /** The version of the file as it now is, null where it is gone. */
  readVersion(file: string): Promise<NotebookVersion | null>;
  /** Told once for each version that was not known. */
  onChange(path: string, version: NotebookVersion | null): void;
}

const most = 200;
const pollEvery = 2_000;

/** Sees when opened notebooks are changed by another program. */
export class NotebookWatch {
  readonly #input: NotebookWatchInput;
  readonly #watched = new Map<string, Watched>();
  readonly #folders = new Map<string, FSWatcher | null>();
  readonly #settling = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(input: NotebookWatchInput) {
    this.#input = input;
  }

  /** Follows a notebook from a version that is known; told again after every write of our own. */
  know(watched: Watched): void {
    if (this.#closed) return;
    this.#watched.delete(watched.path);
    this.#watched.set(watched.path, watched);
    const [oldest] = this.#watched.values();
    if (this.#watched.size > most && oldest) this.#forget(oldest);
    this.#watchFolder(watched);
  }

  close(): void {
    this.#closed = true;
    for (const watched of this.#watched.values()) this.#forget(watched);
    for (const timer of this.#settling.values()) clearTimeout(timer);
  }

  #watchFolder({ file }: Watched): void {
    const folder = dirname(file);
    if (this.#folders.get(folder) === undefined) this.#folders.set(folder, this.#openFolder(folder));
    if (this.#folders.get(folder) === null) watchFile(file, { interval: pollEvery }, () => this.#changed(folder, null));
  }

  /** null where the system cannot watch (no inotify left, a network file system): the files are polled then. */
  #openFolder(folder: string): FSWatcher | null {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => this.#changed(folder, name));
      watcher.on("error", () => {
        watcher.close();
        this.#folders.delete(folder);
      });
      return watcher;
    } catch {
      return null;
    }
  }

  #changed(folder: string, name: string | null): void {
    for (const { path, file } of this.#watched.values()) {
      if (dirname(file) === folder && (name === null || name === basename(file))) this.#settle(path);
    }
  }

  #settle(path: string): void {
    clearTimeout(this.#settling.get(path));
    const look = () => {
      this.#settling.delete(path);
      void this.#look(path);
    };
    this.#settling.set(path, setTimeout(look, this.#input.settle).unref());
  }

  async #look(path: string): Promise<void> {
    const before = this.#watched.get(path);
    if (!before) return;
    const version = await this.#input.readVersion(before.file);
    // A write of our own may have been told while the file was read.
    if (this.#closed || this.#watched.get(path) !== before || version === before.version) return;
    this.#watched.set(path, { ...before, version });
    this.#input.onChange(path, version);
  }

  #forget({ path, file }: Watched): void {
    this.#watched.delete(path);
    unwatchFile(file);
    const folder = dirname(file);
    if ([...this.#watched.values()].some((other) => dirname(other.file) === folder)) return;
    this.#folders.get(folder)?.close();
    this.#folders.delete(folder);
  }
}
