import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createParser, type PythonParser } from "./parser.ts";

/** The real parser, from the installed packages. */
export async function parserFromDisk(): Promise<PythonParser> {
  const require = createRequire(import.meta.url);
  const bytes = (file: string) => new Uint8Array(readFileSync(require.resolve(file)));
  return createParser({
    core: bytes("web-tree-sitter/web-tree-sitter.wasm"),
    python: bytes("tree-sitter-python/tree-sitter-python.wasm"),
  });
}
