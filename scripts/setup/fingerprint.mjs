import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const generated = new Set(["node_modules", "dist", "__pycache__", ".cellweave"]);

/**
 * One hash over the content of files and folders (generated ones left out), and over any other words given.
 * @param {string} root
 * @param {readonly string[]} paths relative to the root; one that does not exist counts as empty
 * @param {...string} words
 */
export function fingerprint(root, paths, ...words) {
  const hash = createHash("sha256");
  for (const word of words) hash.update(`${word}\0`);
  for (const path of paths.flatMap((path) => filesUnder(root, path))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !generated.has(name))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/**
 * Whether the stamp in a made thing says that it was made from these inputs. The stamp lies inside, so that it goes with it.
 * @param {string} stamp path of the stamp file
 * @param {string} expected
 */
export function isStamped(stamp, expected) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === expected;
}

/**
 * @param {string} stamp
 * @param {string} made
 */
export function writeStamp(stamp, made) {
  writeFileSync(stamp, made);
}
