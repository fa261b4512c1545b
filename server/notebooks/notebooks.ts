import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { readNotebookFile, writeNotebookFile } from "@cellweave/engine";
import { applyEdits, parseNotebook } from "@cellweave/engine/compile";
import { type Code, CodedError } from "@cellweave/engine/errors";
import type { NotebookEdit } from "@cellweave/engine/model/edit";
import type { NewNotebook, NotebookFile, NotebookVersion, SaveReply, SaveRequest } from "@cellweave/engine/model/wire";
import { emptyNotebook } from "./empty-notebook.ts";
import { freeNames } from "./free-name.ts";
import { createLocks } from "./locks.ts";
import { NotebookWatch } from "./notebook-watch.ts";
import { findNotebook, placeNotebook, type ServedFolder, type ServedPath } from "./served-path.ts";

export interface Notebooks {
  open(path: string): Promise<NotebookFile>;
  /** Writes the edits into the file as it now is; where it no longer fits them, nothing is written. */
  save(path: string, request: SaveRequest): Promise<SaveReply>;
  create(notebook: NewNotebook): Promise<NotebookFile>;
  /** Makes edits that depend on the text as it now is; null when there were none to make. Errors: CW1010. */
  amend(path: string, edits: (text: string) => readonly NotebookEdit[]): Promise<NotebookVersion | null>;
  close(): void;
}

export interface NotebooksInput {
  readonly served: ServedFolder;
  readonly settle: number;
  /** A version that no tab knows yet; null when the file is gone. */
  onChange(path: string, version: NotebookVersion | null): void;
}

/** The only reader and writer of notebooks under the served folder. */
export function createNotebooks({ served, settle, onChange }: NotebooksInput): Notebooks {
  const inTurn = createLocks();
  const watch = new NotebookWatch({ settle, readVersion, onChange });

  function written({ path, file }: ServedPath, version: NotebookVersion): void {
    watch.know({ path, file, version });
    onChange(path, version);
  }

  return {
    async open(path) {
      const place = await findNotebook(served, path);
      const opened = await readPlace(place);
      watch.know({ ...place, version: opened.version });
      return opened;
    },

    async save(path, request) {
      const place = await findNotebook(served, path);
      return inTurn(place.file, () =>
        untilUnchanged(async () => {
          const disk = await readNotebookFile(place.file);
          const edited = applyEdits(disk.text, request.edits);
          const { conflicts } = edited;
          if (conflicts.length > 0) return { saved: false, version: disk.version, text: disk.text, conflicts };
          const merged = disk.version !== request.version;
          if (edited.text === disk.text) return { saved: true, version: disk.version, text: disk.text, merged };
          const version = await writeNotebookFile(place.file, edited.text, disk.version);
          written(place, version);
          return { saved: true, version, text: edited.text, merged };
        }),
      );
    },

    async create({ path, text }) {
      const place = await placeNotebook(served, path);
      const content = text ?? emptyNotebook(randomUUID().slice(0, 8));
      checkReadable(content);
      const name = await writeUnderFreeName(dirname(place.file), posix.basename(path), content);
      return this.open(posix.join(posix.dirname(path), name));
    },

    async amend(path, edits) {
      const place = await findNotebook(served, path);
      return inTurn(place.file, () =>
        untilUnchanged(async () => {
          const disk = await readNotebookFile(place.file);
          const edited = applyEdits(disk.text, edits(disk.text));
          if (edited.conflicts.length > 0) throw unfitting(path);
          if (edited.text === disk.text) return null;
          const version = await writeNotebookFile(place.file, edited.text, disk.version);
          written(place, version);
          return version;
        }),
      );
    },

    close: () => watch.close(),
  };
}

async function readPlace({ path, file }: ServedPath): Promise<NotebookFile> {
  const { text, version, size, modifiedAt } = await readNotebookFile(file);
  return { path, modifiedAt: Math.round(modifiedAt), size, version, text };
}

async function readVersion(file: string): Promise<NotebookVersion | null> {
  return readNotebookFile(file).then(
    ({ version }) => version,
    () => null,
  );
}

/** Tries again when another program wrote the file between our reading and our writing. */
async function untilUnchanged<T>(attempt: () => Promise<T>, tries = 8): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries > 1 && error instanceof CodedError && error.code === "CW1008") return untilUnchanged(attempt, tries - 1);
    throw error;
  }
}

function unfitting(path: string): CodedError {
  return new CodedError("CW1010", `${path} is no longer what it was.`, "Open it again; nothing was written.");
}

function checkReadable(text: string): void {
  const { readable, diagnostics } = parseNotebook(text);
  if (readable) return;
  const [first] = diagnostics;
  throw new CodedError(
    (first?.code as Code | undefined) ?? "CW1002",
    first?.message ?? "The file is not a notebook.",
    first?.hint ?? "Open a file that Jupyter made, with the ending .ipynb.",
  );
}

async function writeUnderFreeName(folder: string, wanted: string, text: string): Promise<string> {
  for (const name of freeNames(wanted)) {
    try {
      await writeFile(join(folder, name), text, { flag: "wx" });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new CodedError(
        "CW1009",
        `${name} could not be written: ${(error as Error).message}.`,
        "Choose another folder.",
        {
          cause: error,
        },
      );
    }
  }
  throw new CodedError("CW7016", `Every name like ${wanted} is taken.`, "Choose another name.");
}
