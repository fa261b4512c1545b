import { execFile } from "node:child_process";
import { access, constants, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
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

/**
 * What the Python at this path is; null where none starts or it is older than 3.9. Asked once until the file changes,
 * by all processes that are given the same `memory`, a file of answers.
 */
export async function probePython(
  command: string,
  env: NodeJS.ProcessEnv,
  memory: string | null = null,
): Promise<ProbedPython | null> {
  const path = await onPath(command, env);
  if (path === null) return null;
  const facts = await stat(path).catch(() => null);
  if (facts === null || facts.isDirectory()) return null;
  const key = [path, facts.mtimeMs, facts.ino, facts.size].join("\n");
  const probed = known.get(key) ?? recallOrAsk(path, key, memory);
  known.set(key, probed);
  const answer = await probed;
  // An environment without IPython may get it any moment: only what cannot change is remembered.
  if (answer?.hasIPython !== true) known.delete(key);
  return answer;
}

type Memory = { readonly [key: string]: ProbedPython };

const mostRemembered = 30;

async function recallOrAsk(path: string, key: string, memory: string | null): Promise<ProbedPython | null> {
  const remembered = memory === null ? {} : await recall(memory);
  if (Object.hasOwn(remembered, key)) return remembered[key] ?? null;
  const answer = await ask(path);
  // Behind a shim there may be another Python the next time.
  if (memory !== null && answer?.hasIPython && answer.path === path)
    await remember(memory, { [key]: answer, ...remembered }).catch(() => {});
  return answer;
}

/** An unreadable file is an empty one: then Python is asked. */
async function recall(memory: string): Promise<Memory> {
  try {
    return JSON.parse(await readFile(memory, "utf8"));
  } catch {
    return {};
  }
}

async function remember(memory: string, answers: Memory): Promise<void> {
  await mkdir(dirname(memory), { recursive: true, mode: 0o700 });
  const part = `${memory}.${process.pid}.part`;
  await writeFile(part, JSON.stringify(Object.fromEntries(Object.entries(answers).slice(0, mostRemembered))), {
    mode: 0o600,
  });
  await rename(part, memory);
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
