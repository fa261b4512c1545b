import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { defaultHome } from "@cellweave/engine";
import { CodedError } from "@cellweave/engine/errors";
import type { World } from "./world.ts";

export interface ServerConfig {
  /** The served folder: absolute, symbolic links resolved. */
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Where Cellweave keeps its runs, objects and database. */
  readonly home: string;
  /** The notebook that was asked for by name, relative to `directory`: it may be hidden. */
  readonly notebook: string | null;
  /** The Python that was asked for. */
  readonly python: string | null;
  readonly parallel: number;
  /** Bytes that the steps of one run may hold together; null when only the machine sets a limit. */
  readonly memoryLimit: number | null;
  readonly version: string;
  /** The built editor and the sample notebooks; null where they are not there. */
  readonly editor: string | null;
  readonly examples: string | null;
  readonly limits: Limits;
  readonly world: World;
}

export interface Limits {
  /** Events of a run are told in batches, this many milliseconds long. */
  readonly batch: number;
  readonly heartbeat: number;
  /** Outputs are written into the notebook at most this often, in milliseconds. */
  readonly save: number;
  /** A run's events are written into the database at most this often, in milliseconds. */
  readonly journal: number;
  /** Characters of events kept for tabs that come back. */
  readonly replay: number;
  /** Bytes of a request's body. */
  readonly body: number;
  /** A tab that takes nothing for so many milliseconds is let go. */
  readonly stalled: number;
  /** Milliseconds in which several changes of a file count as one. */
  readonly settle: number;
}

export const defaultLimits: Limits = {
  batch: 16,
  heartbeat: 15_000,
  save: 2_000,
  journal: 500,
  replay: 16 * 1024 * 1024,
  body: 256 * 1024 * 1024,
  stalled: 120_000,
  settle: 60,
};

export interface ServeOptions {
  readonly directory: string;
  readonly port?: number;
  readonly host?: string;
  readonly token?: string;
  readonly home?: string;
  readonly python?: string;
  readonly parallel?: number;
  readonly memoryLimit?: number | null;
  /** A path, absolute or relative to the working directory, of a notebook under `directory`. */
  readonly notebook?: string;
  readonly limits?: Partial<Limits>;
  /** Folder of the installation: it holds `editor/dist` and `examples`. Found by itself where left out. */
  readonly installation?: string;
}

/** The configuration with everything filled in; throws CW7009 and CW7003 for a folder or notebook that cannot be served. */
export async function resolveConfig(options: ServeOptions, world: World): Promise<ServerConfig> {
  const directory = await servedFolder(options.directory);
  const installation = options.installation ?? findInstallation(import.meta.dirname);
  return {
    directory,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 8930,
    token: options.token || randomBytes(24).toString("base64url"),
    home: resolve(options.home ?? defaultHome()),
    notebook: options.notebook ? await servedNotebook(directory, options.notebook) : null,
    python: options.python ?? null,
    parallel: options.parallel ?? availableParallelism(),
    memoryLimit: options.memoryLimit ?? null,
    version: "0.1.0",
    editor: present(installation, "editor/dist"),
    examples: present(installation, "examples"),
    limits: { ...defaultLimits, ...options.limits },
    world,
  };
}

async function servedFolder(directory: string): Promise<string> {
  const found = await realpath(resolve(directory)).catch(() => null);
  if (found && (await stat(found)).isDirectory()) return found;
  throw new CodedError("CW7009", `There is no folder ${directory}.`, "Name an existing folder to serve.");
}

async function servedNotebook(directory: string, notebook: string): Promise<string> {
  const asked = resolve(notebook);
  const folder = await realpath(dirname(asked)).catch(() => dirname(asked));
  const path = relative(directory, join(folder, basename(asked)));
  if (!path.startsWith("..") && existsSync(asked)) return path.split(sep).join("/");
  throw new CodedError(
    "CW7003",
    `${notebook} is not a notebook under ${directory}.`,
    "Serve the folder that holds the notebook.",
  );
}

/** The nearest folder above `from` that holds the sample notebooks: the repository, or the installed package. */
function findInstallation(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "examples")) && existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

function present(installation: string | null, path: string): string | null {
  const folder = installation && join(installation, path);
  return folder && existsSync(folder) ? folder : null;
}
