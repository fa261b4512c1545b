import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createParser, type PythonParser } from "@cellweave/engine/compile";
import { root } from "../scripts/setup/root.mjs";

/** The parser for Python, from the installed packages. */
export function benchParser(): Promise<PythonParser> {
  const require = createRequire(join(root, "engine", "package.json"));
  return createParser({
    core: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    python: readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm")),
  });
}
