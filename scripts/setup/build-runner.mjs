import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "./root.mjs";
import { zip } from "./zip.mjs";

const folder = join(root, "engine", "runner");

/**
 * Packs the Python that runs on targets into one zip application, the same bytes for the same sources.
 * @param {string} path
 */
export function buildRunner(path) {
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(\.py|^LICENSE)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !name.startsWith("tests/"))
    .sort();
  writeFileSync(path, zip(sources.map((name) => ({ name, content: readFileSync(join(folder, name)) }))));
}
