import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PythonFound } from "../../model/environment.ts";
import { kernelPython } from "./kernelspec.ts";
import { probePython } from "./probe-python.ts";

export interface PythonSearch {
  /** The one the person asked for by `--python`: a path or a command; listed first. */
  readonly option: string | null;
  /** The name of the notebook's kernelspec. */
  readonly kernelspec: string | null;
  /** Cellweave's home; a virtual environment `venv` in it counts as Cellweave's own. */
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface Candidate {
  readonly origin: PythonFound["origin"];
  readonly command: string | null;
  readonly name: string;
}

/**
 * The Pythons of this machine that can run notebooks (3.9 or newer), best choice first: the one asked for, the
 * notebook's kernel, the active environment, Cellweave's own, the one on PATH. One that does not start is left out.
 */
export async function findPythons(search: PythonSearch): Promise<PythonFound[]> {
  const env = search.env ?? process.env;
  const candidates = await candidatesFor(search, env);
  const found = await Promise.all(candidates.map((candidate) => inspect(candidate, env, search.home)));
  const usable = found.filter((python) => python !== null);
  return usable.filter((python, index) => usable.findIndex((other) => other.path === python.path) === index);
}

/** The best of them, without asking those that come after it; null when there is none. */
export async function firstPython(search: PythonSearch): Promise<PythonFound | null> {
  const env = search.env ?? process.env;
  for (const candidate of await candidatesFor(search, env)) {
    const python = await inspect(candidate, env, search.home);
    if (python !== null) return python;
  }
  return null;
}

async function candidatesFor(search: PythonSearch, env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const own = ownEnvironment(search.home);
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX || null;
  const prefixes = [active, own].filter((prefix) => prefix !== null);
  const kernel = search.kernelspec === null ? null : await kernelPython(search.kernelspec, prefixes, env);
  return [
    { origin: "option", command: search.option, name: "--python" },
    { origin: "kernelspec", command: kernel?.path ?? null, name: kernel?.displayName ?? "" },
    { origin: "active", command: active && pythonIn(active), name: "active environment" },
    { origin: "cellweave", command: env.CELLWEAVE_PYTHON || null, name: "CELLWEAVE_PYTHON" },
    { origin: "cellweave", command: own && pythonIn(own), name: "Cellweave's own" },
    { origin: "path", command: "python3", name: "on PATH" },
  ];
}

async function inspect(candidate: Candidate, env: NodeJS.ProcessEnv, home: string): Promise<PythonFound | null> {
  if (candidate.command === null) return null;
  const python = await probePython(candidate.command, env, join(home, "pythons.json"));
  return python && { ...python, origin: candidate.origin, label: `Python ${python.version} (${candidate.name})` };
}

function pythonIn(prefix: string): string {
  return join(prefix, "bin", "python");
}

/** The virtual environment that `npm start` makes at the top of the repository, or one in Cellweave's home. */
function ownEnvironment(home: string): string | null {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const environment = join(folder, ".venv");
    if (existsSync(join(folder, "engine", "package.json")) && existsSync(pythonIn(environment))) return environment;
  }
  const environment = join(home, "venv");
  return existsSync(pythonIn(environment)) ? environment : null;
}
