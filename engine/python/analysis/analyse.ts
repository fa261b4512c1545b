import type { Magic } from "../ipython.ts";
import { translate } from "../ipython.ts";
import type { PythonParser, SyntaxNode, SyntaxProblem } from "../parser.ts";
import { globalsUsed, type Scope, scopesOf } from "../scopes.ts";
import { builtinTypes } from "../tables/builtins.ts";
import { historyNames, moduleNames, starNames } from "../tables/names.ts";
import { evaluate } from "./expressions.ts";
import type { Before, Machine, Record } from "./machine.ts";
import { applyMagic } from "./magic.ts";
import { execute } from "./statements.ts";
import { fresh, importedValue, type Value } from "./value.ts";
import type { Watch } from "./watch.ts";

/** A cell's text, read once: what does not depend on the cells before it. */
export interface ParsedCell {
  readonly source: string;
  readonly python: string;
  readonly root: SyntaxNode;
  readonly problems: readonly SyntaxProblem[];
  readonly magics: readonly Magic[];
  readonly scope: Scope;
}

/** What a cell does, given what was there before it. */
export interface Analysis {
  readonly record: Record;
  /** Final bindings of the notebook's names: value, and whether every path binds it. */
  readonly bindings: ReadonlyMap<
    string,
    { readonly value: Value; readonly certain: boolean; readonly deleted: boolean }
  >;
  /** Names that an `import *` of a known module brings. */
  readonly starred: ReadonlyMap<string, Value>;
  readonly deferred: readonly string[];
  readonly definitionsOnly: boolean;
  /** Its last line is an expression, so it may display and becomes `_`. */
  readonly displays: boolean;
  /** Nothing after it can run: it always raises or exits. */
  readonly ends: boolean;
}

export function parseCell(parser: PythonParser, source: string): ParsedCell {
  const { python, magics } = translate(source);
  try {
    const { root, problems } = parser.parse(python);
    // What cannot run has no scopes; an error in the tree could be taken for anything.
    const readable = problems.length > 0 ? nothing : root;
    return {
      source,
      python,
      root: readable,
      problems,
      magics: problems.length > 0 ? [] : magics,
      scope: scopesOf(readable),
    };
  } catch (error) {
    return tooDeep(source, python, error);
  }
}

const nothing: SyntaxNode = { type: "module", start: 0, end: 0, text: "", children: [] };

/** Thousands of brackets or operators inside each other exhaust the stack here, as they would Python's. */
export function tooDeep(source: string, python: string, error: unknown): ParsedCell {
  if (!(error instanceof RangeError)) throw error;
  const problems = [{ start: 0, end: 0, message: "The cell is nested too deeply to be read." }];
  return { source, python, root: nothing, problems, magics: [], scope: scopesOf(nothing) };
}

/** Follows a cell statement by statement. */
export function analyse(cell: ParsedCell, before: Before, parser: PythonParser): Analysis {
  const machine = newMachine(cell, before, parser, null);
  const { record } = machine;
  execute(machine, cell.root.children);
  const displays = markDisplay(cell, record);
  const starred = starredNames(record);
  return {
    record,
    bindings: machine.globals,
    starred,
    deferred: deferredReads(cell, machine),
    definitionsOnly: onlyDefines(cell, record, before),
    displays,
    ends: machine.dead,
  };
}

/** A machine that stands at the beginning of a cell's text. */
export function newMachine(cell: ParsedCell, before: Before, parser: PythonParser, watch: Watch | null): Machine {
  const machine: Machine = {
    before,
    record: newRecord(),
    magics: new Map(cell.magics.map((magic) => [magic.start, magic])),
    source: cell.python,
    globals: new Map(),
    frame: { kind: "module", scope: cell.scope, parent: null, locals: new Map() },
    owner: null,
    dead: false,
    site: null,
    calls: [],
    touched: new Set(),
    breaks: null,
    returns: null,
    loops: 0,
    doubt: 0,
    budget: 3000,
    externals: new Map(),
    unknowns: new Map(),
    watch,
    parse: (text) => parser.parse(text),
    evaluate: (node) => evaluateAt(machine, node),
    execute: (nodes) => execute(machine, nodes),
  };
  return machine;
}

function newRecord(): Record {
  return {
    reads: new Map(),
    soft: new Set(),
    mutates: new Set(),
    maybeMutates: new Set(),
    effects: new Set(),
    imports: new Set(),
    places: new Map(),
    libraries: new Set(),
    links: [],
    stars: new Set(),
    seeds: new Set(),
    chances: new Map(),
    heavy: false,
    barrier: null,
    exits: false,
  };
}

function evaluateAt(machine: Machine, node: SyntaxNode): Value {
  const value = evaluate(machine, node);
  machine.watch?.value(node, value);
  if (machine.magics.size === 0 || machine.site !== null) return value;
  const magic = machine.magics.get(node.start);
  if (magic === undefined) return value;
  applyMagic(machine, magic, node);
  return fresh("unknown");
}

/** A last expression is displayed and becomes `_`; a call may give None, so it is not counted. */
function markDisplay(cell: ParsedCell, record: Record): boolean {
  const last = cell.root.children.at(-1);
  const expression = last?.type === "expression_statement" ? last.children[0] : undefined;
  if (expression === undefined || expression.type.endsWith("assignment")) return false;
  if (cell.magics.some((magic) => magic.start === expression.start) || /;\s*$/.test(cell.python)) return false;
  const quiet =
    expression.type === "call" ||
    expression.type === "await" ||
    expression.type === "string" ||
    expression.type === "ellipsis" ||
    expression.type === "none" ||
    historyNames.test(expression.text);
  if (!quiet) {
    record.effects.add("display");
    record.effects.add("ipython:history");
  }
  return true;
}

function starredNames(record: Record): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  for (const module of record.stars)
    for (const name of starNames(module) ?? []) names.set(name, importedValue(`${module}.${name}`));
  return names;
}

/** Globals that functions and classes of the cell ask for when they are called. */
function deferredReads(cell: ParsedCell, machine: Machine): string[] {
  const names = new Set<string>();
  for (const scope of cell.scope.children) laterReads(scope, names);
  return [...names].filter((name) => {
    const own = machine.globals.get(name);
    if (own?.certain && !own.deleted) return false;
    if (machine.before.value(name) !== undefined) return true;
    if ([...machine.record.stars].some((star) => starNames(star)?.has(name))) return false;
    return !Object.hasOwn(builtinTypes, name) && !moduleNames.has(name);
  });
}

/** Functions run later; the body of a class and a comprehension run now, and so do the bases of a generic class. */
function laterReads(scope: Scope, names: Set<string>): void {
  const generic = scope.kind === "types" && scope.children.some((child) => child.kind === "class");
  if (scope.kind === "class" || scope.kind === "comprehension" || generic) {
    for (const child of scope.children) laterReads(child, names);
  } else globalsUsed(scope, names);
}

const definitions = new Set([
  "import_statement",
  "import_from_statement",
  "future_import_statement",
  "function_definition",
  "class_definition",
  "decorated_definition",
  "type_alias_statement",
  "pass_statement",
]);

/** True when the cell can be repeated anywhere: it only defines, and what it reads to do so are definitions too. */
function onlyDefines(cell: ParsedCell, record: Record, before: Before): boolean {
  if (cell.root.children.length === 0 || cell.magics.length > 0 || record.effects.size > 0 || record.mutates.size > 0)
    return false;
  for (const node of cell.root.children) {
    if (definitions.has(node.type)) continue;
    const only = node.type === "expression_statement" && node.children.length === 1 ? node.children[0]?.type : null;
    if (only !== "string" && only !== "concatenated_string") return false;
  }
  return [...record.reads.keys()].every((name) => {
    const type = before.value(name)?.type;
    return type === "module" || type === "function" || type === "class";
  });
}
