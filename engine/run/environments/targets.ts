import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CodedError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";

/** What is there without anybody adding it. A notebook can only name a target, so that it cannot lead anywhere else. */
const builtIn: readonly Target[] = [
  { name: "local", driver: "local", settings: {} },
  { name: "docker", driver: "docker", settings: {} },
];

/** The places that a person told Cellweave of, by name, after those that are there anyway. Throws CW6024. */
export async function readTargets(home: string): Promise<readonly Target[]> {
  const own = await readOwn(home);
  return [...builtIn.filter(({ name }) => !own.some((target) => target.name === name)), ...own];
}

/** Adds the target, in place of one of the same name. Secrets stand in its settings as `{ "$secret": NAME }`. */
export async function saveTarget(home: string, target: Target): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(target.name))
    throw new CodedError(
      "CW6024",
      `"${target.name}" is no name for a target.`,
      "Use letters, digits, dots and dashes.",
    );
  const others = (await readOwn(home)).filter(({ name }) => name !== target.name);
  await writeOwn(home, [...others, target]);
}

/** Returns whether there was one. */
export async function removeTarget(home: string, name: string): Promise<boolean> {
  const own = await readOwn(home);
  const rest = own.filter((target) => target.name !== name);
  if (rest.length < own.length) await writeOwn(home, rest);
  return rest.length < own.length;
}

async function readOwn(home: string): Promise<Target[]> {
  const path = fileOf(home);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return [];
  try {
    const { targets } = JSON.parse(text) as { targets: { [name: string]: Omit<Target, "name"> } };
    return Object.entries(targets).map(([name, { driver, settings }]) => ({ name, driver, settings }));
  } catch (error) {
    const why = (error as Error).message;
    throw new CodedError("CW6024", `${path} cannot be read: ${why}`, "Mend the file, or delete it to begin anew.");
  }
}

async function writeOwn(home: string, own: readonly Target[]): Promise<void> {
  const path = fileOf(home);
  const targets = Object.fromEntries(own.map(({ name, ...rest }) => [name, rest]));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, `${JSON.stringify({ version: 1, targets }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

const fileOf = (home: string) => join(home, "targets.json");
