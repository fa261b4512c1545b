import { Language, type Node, Parser } from "web-tree-sitter";
import { loadStarNames } from "./tables/names.ts";

/** A piece of Python's syntax, in plain data: `start` and `end` are offsets in the text, `text` is kept for leaves only. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Named children without comments and line continuations, in order. */
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Syntax {
  readonly root: SyntaxNode;
  /** What is not valid Python 3, first one first. */
  readonly problems: readonly SyntaxProblem[];
}

export interface PythonParser {
  parse(source: string): Syntax;
  dispose(): void;
}

/** tree-sitter's own wasm and the grammar's: bytes, or addresses that a browser can fetch. */
export interface ParserFiles {
  readonly core: Uint8Array | string;
  readonly python: Uint8Array | string;
}

const none: readonly SyntaxNode[] = [];
const skipped = new Set(["comment", "line_continuation"]);
const leaves = new Set([
  "identifier",
  "integer",
  "float",
  "string_start",
  "string_end",
  "true",
  "false",
  "none",
  "ellipsis",
  "type_conversion",
  "escape_sequence",
  "escape_interpolation",
  "import_prefix",
  "wildcard_import",
  "pass_statement",
  "break_statement",
  "continue_statement",
  "keyword_separator",
  "positional_separator",
]);
/** The grammar still knows Python 2; a kernel of today does not. */
const python2: { readonly [type: string]: string } = {
  print_statement: "print is a function in Python 3: write print(…).",
  exec_statement: "exec is a function in Python 3: write exec(…).",
};

/**
 * A parser that works in Node and in a browser; it reads no files. What star imports bind is known with it, unless it
 * is to come later, by `loadStarNames`.
 */
export async function createParser(wasm: ParserFiles, starNames: "now" | "later" = "now"): Promise<PythonParser> {
  if (starNames === "now") await loadStarNames();
  await Parser.init(typeof wasm.core === "string" ? { locateFile: () => wasm.core } : { wasmBinary: wasm.core });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.python));
  return {
    parse: (source) => parseWith(parser, source),
    dispose: () => parser.delete(),
  };
}

function parseWith(parser: Parser, source: string): Syntax {
  const tree = parser.parse(source);
  if (tree === null) throw new Error("The Python grammar was not loaded");
  // The tree lives in wasm memory, which nothing collects: it is copied and deleted here.
  try {
    const problems: SyntaxProblem[] = [];
    if (tree.rootNode.hasError) problems.push(firstProblem(tree.rootNode, source));
    return { root: copy(tree.rootNode, source, problems), problems };
  } finally {
    tree.delete();
  }
}

function copy(node: Node, source: string, problems: SyntaxProblem[]): SyntaxNode {
  const { type, startIndex: start, endIndex: end } = node;
  if (leaves.has(type)) return { type, start, end, text: source.slice(start, end), children: none };
  const message = python2[type];
  if (message !== undefined) problems.push({ start, end, message });
  const named = node.namedChildren;
  if (named.length === 0) return { type, start, end, text: source.slice(start, end), children: none };
  const children: SyntaxNode[] = [];
  for (const child of named) if (!skipped.has(child.type)) children.push(copy(child, source, problems));
  return { type, start, end, text: "", children };
}

function firstProblem(root: Node, source: string): SyntaxProblem {
  let node = root;
  for (;;) {
    if (node.isMissing)
      return { start: node.startIndex, end: node.endIndex, message: `Python expects "${node.type}" here.` };
    const inner = node.children.find((child) => child.hasError || child.isMissing);
    if (inner === undefined || (node.isError && !inner.isMissing)) {
      const near = source.slice(node.startIndex, node.endIndex).split("\n", 1)[0]?.trim() ?? "";
      return {
        start: node.startIndex,
        end: node.endIndex,
        message: `Python cannot read ${near === "" ? "this" : `"${near.slice(0, 60)}"`}.`,
      };
    }
    node = inner;
  }
}
