import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { createParser, type PythonParser } from "../python/parser.ts";

const grammars = {
  core: "web-tree-sitter/web-tree-sitter.wasm",
  python: "tree-sitter-python/tree-sitter-python.wasm",
} as const;

/** The parser for Python, its WebAssembly read from beside the built command, else from the installed packages. */
export async function loadParser(): Promise<PythonParser> {
  const [core, python] = await Promise.all([readFile(place(grammars.core)), readFile(place(grammars.python))]);
  return createParser({ core, python });
}

function place(grammar: string): string {
  const beside = join(import.meta.dirname, basename(grammar));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(grammar);
}
