import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { promisify } from "node:util";

export interface ProbedPython {
  /** What the interpreter calls itself: behind a version manager's shim, the real one. */
  readonly path: string;
  readonly version: string;
  readonly hasIPython: boolean;
}

const run = promisify(execFile);
const known = new Map<string, Promise<ProbedPython | null>>();

const question = `import sys, json, importlib.util
print(json.dumps([sys.executable, "%d.%d.%d" % sys.version_info[:3], importlib.util.find_spec("IPython") is not None]))`;

/** What the Python at this path is; null where none starts or it is older than 3.9. Asked once until the file changes. */
export async function probePython(command: string, env: NodeJS.ProcessEnv): Promise<ProbedPython | null> {
  const path = await onPath(command, env);
  if (path === null) return null;
  const facts = await stat(path).catch(() => null);
  if (facts === null || facts.isDirectory()) return null;
  const key = `${path}\n${facts.mtimeMs}`;
  const probed = known.get(key) ?? ask(path);
  known.set(key, probed);
  const answer = await probed;
  // An environment without IPython may get it any moment: only what cannot change is remembered.
  if (answer?.hasIPython !== true) known.delete(key);
  return answer;
}

async function ask(path: string): Promise<ProbedPython | null> {
  try {
    const { stdout } = await run(path, ["-B", "-c", question], { timeout: 15_000, killSignal: "SIGKILL" });
    const answer: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    if (!Array.isArray(answer)) return null;
    const [executable, version, hasIPython] = answer as [unknown, unknown, unknown];
    if (typeof version !== "string" || !isSupported(version)) return null;
    return {
      path: typeof executable === "string" && executable ? executable : path,
      version,
      hasIPython: hasIPython === true,
    };
  } catch {
    return null;
  }
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 3 && minor >= 9;
}

async function onPath(command: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  if (isAbsolute(command) || command.includes("/")) return resolve(command);
  for (const folder of (env.PATH ?? "").split(delimiter).filter(isAbsolute)) {
    const path = join(folder, command);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return null;
}
