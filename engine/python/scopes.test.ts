import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { translate } from "./ipython.ts";
import { parserFromDisk } from "./parser.test-disk.ts";
import type { PythonParser } from "./parser.ts";
import { resolve, type Scope, scopesOf } from "./scopes.ts";

/** What Python itself says of a text: every scope with its local, global and free names. */
const oracle = `
import ast, json, symtable, sys
def walk(table):
    names = {}
    for symbol in table.get_symbols():
        if symbol.get_name().startswith("."): continue
        if not (symbol.is_referenced() or symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter()): continue
        names[symbol.get_name()] = "global" if table.get_type() == "module" else "free" if symbol.is_free() else "global" if symbol.is_global() else "local"
    kind = table.get_type() if isinstance(table.get_type(), str) else table.get_type().value
    children = [walk(c) for c in table.get_children()]
    return {"kind": kind, "name": table.get_name(), "names": names, "children": children}
def told_otherwise(text):
    # Type parameters, and from 3.14 on annotations, have scopes that older versions do not tell of.
    for node in ast.walk(ast.parse(text)):
        if getattr(node, "type_params", None): return True
        # From 3.12 on comprehensions are written into the scope around them.
        if sys.version_info >= (3, 12) and isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)): return True
        if sys.version_info >= (3, 14) and (getattr(node, "annotation", None) or getattr(node, "returns", None)): return True
    return False
results = []
for text in json.load(sys.stdin):
    try:
        compile(text, "cell", "exec", 0x2000, True)
        results.append(None if told_otherwise(text) else walk(symtable.symtable(text, "cell", "exec")))
    except (SyntaxError, ValueError):
        results.append(None)
print(json.dumps(results))
`;

interface Table {
  readonly kind: string;
  readonly name: string;
  readonly names: { readonly [name: string]: string };
  readonly children: readonly Table[];
}

const sample = (file: string) =>
  JSON.parse(readFileSync(new URL(`../samples/dataflow/${file}`, import.meta.url), "utf8"));
const rows = (sample("cells.json") as { cases: { id: string; src: string; pre: string }[] }).cases;
const texts = [...rows.flatMap((row) => [row.src, row.pre]), ...(sample("scopes.json") as string[])].filter(
  (text) => text.trim() !== "",
);
const plain = [...new Set(texts)].filter((text) => translate(text).magics.length === 0);

let parser: PythonParser;
let tables: (Table | null)[] = [];
beforeAll(async () => {
  parser = await parserFromDisk();
  tables = JSON.parse(execFileSync("python3", ["-c", oracle], { input: JSON.stringify(plain), encoding: "utf8" }));
});

/** Our scopes in the oracle's words. Names of comprehensions and lambdas are Python's own. */
function tableOf(scope: Scope): Table {
  const names: { [name: string]: string } = {};
  const named = [...scope.uses, ...scope.bound, ...scope.globals, ...scope.nonlocals, ...scope.lifted];
  for (const name of named.map((name) => mangled(name, scope))) {
    const owner = resolve(scope, unmangled(name, scope));
    names[name] = owner.kind === "module" ? "global" : owner === scope ? "local" : "free";
  }
  const kind = scope.kind === "module" ? "module" : scope.kind === "class" ? "class" : "function";
  return { kind, name: scope.name, names, children: scope.children.map(tableOf) };
}

/** Inside a class Python renames `__x` to `_Class__x`. */
function mangled(name: string, scope: Scope): string {
  const cls = classOf(scope);
  return cls !== null && name.startsWith("__") && !name.endsWith("__") ? `_${cls.replace(/^_+/, "")}${name}` : name;
}

function unmangled(name: string, scope: Scope): string {
  const cls = classOf(scope);
  const prefix = cls === null ? "" : `_${cls.replace(/^_+/, "")}`;
  return prefix !== "" && name.startsWith(`${prefix}__`) ? name.slice(prefix.length) : name;
}

function classOf(scope: Scope): string | null {
  for (let outer: Scope | null = scope; outer !== null; outer = outer.parent)
    if (outer.kind === "class") return outer.name;
  return null;
}

/** Both sides without what CPython adds for itself, in a fixed order. */
function comparable(table: Table): unknown {
  const names = Object.entries(table.names).filter(([name]) => name !== "__class__" && name !== "__classdict__");
  return {
    kind: table.kind,
    name: table.name,
    names: Object.fromEntries(names.sort(([a], [b]) => (a < b ? -1 : 1))),
    children: table.children
      .map(comparable)
      .map((child) => JSON.stringify(child))
      .sort(),
  };
}

describe("scopes are those of CPython's symbol table", () => {
  test("most texts can be compared in the Python at hand", () => {
    expect(tables.filter((table) => table !== null).length).toBeGreaterThan(plain.length * 0.8);
  });

  test.each(plain.map((text, index) => [text, index] as const))("%j", (text, index) => {
    const expected = tables[index];
    if (expected == null) return;
    const ours = tableOf(scopesOf(parser.parse(text).root));
    // A name that only a walrus or a `global` elsewhere binds is told of at the top by some versions.
    const top = Object.fromEntries(Object.entries(ours.names).filter(([name]) => name in expected.names));
    expect(comparable({ ...ours, names: top })).toEqual(comparable(expected));
  });
});
