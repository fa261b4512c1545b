import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CodedError } from "../../errors.ts";
import type { JsonObject } from "../../model/notebook.ts";

/** Environments that all notebooks of this home may name. Throws CW6020. */
export async function readSharedEnvironments(home: string): Promise<{ readonly [name: string]: JsonObject }> {
  const path = join(home, "environments.json");
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return {};
  try {
    return (JSON.parse(text) as { environments: { [name: string]: JsonObject } }).environments;
  } catch (error) {
    const why = (error as Error).message;
    throw new CodedError("CW6020", `${path} cannot be read: ${why}`, "Mend the file, or delete it to begin anew.");
  }
}

export async function saveSharedEnvironments(
  home: string,
  environments: { readonly [name: string]: JsonObject },
): Promise<void> {
  const path = join(home, "environments.json");
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, `${JSON.stringify({ version: 1, environments }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
}
