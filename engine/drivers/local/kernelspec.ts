import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";

export interface KernelPython {
  readonly path: string;
  readonly displayName: string;
}

/**
 * The Python that a Jupyter kernel of this name starts, found where Jupyter looks for kernels; null where there is no
 * such kernel or it is not a Python. `prefixes` are environments to look in besides.
 */
export async function kernelPython(
  name: string,
  prefixes: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<KernelPython | null> {
  // The name comes from a notebook: it must not lead out of the folders.
  if (!/^[A-Za-z0-9._-]+$/.test(name) || name.startsWith(".")) return null;
  for (const folder of dataFolders(prefixes, env)) {
    const kernel = await readKernel(join(folder, "kernels", name, "kernel.json"));
    const path = kernel === null ? null : await pythonOf(kernel.command, folder);
    if (kernel !== null && path !== null) return { path, displayName: kernel.displayName ?? name };
  }
  return null;
}

function dataFolders(prefixes: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const own = env.JUPYTER_DATA_DIR ?? join(env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter");
  return [
    ...(env.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean),
    own,
    join(homedir(), "Library", "Jupyter"),
    ...prefixes.map((prefix) => join(prefix, "share", "jupyter")),
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ];
}

async function readKernel(path: string): Promise<{ command: string; displayName: string | null } | null> {
  try {
    const kernel: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof kernel !== "object" || kernel === null) return null;
    const { argv, display_name: displayName } = kernel as { argv?: unknown; display_name?: unknown };
    const command: unknown = Array.isArray(argv) ? argv[0] : undefined;
    if (typeof command !== "string") return null;
    return { command, displayName: typeof displayName === "string" ? displayName : null };
  } catch {
    return null;
  }
}

// A kernel that was installed into an environment says just "python": it means that environment's.
async function pythonOf(command: string, folder: string): Promise<string | null> {
  if (!/^(?:python|pypy)[\d.]*(?:\.exe)?$/.test(basename(command))) return null;
  if (isAbsolute(command)) return (await exists(command)) ? command : null;
  const inEnvironment = join(dirname(dirname(folder)), "bin", command);
  if (await exists(inEnvironment)) return inEnvironment;
  return command;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
