import type { SyntaxNode } from "../parser.ts";
import { patternParts } from "../scopes.ts";
import { starNames } from "../tables/names.ts";
import { assignTo, augment, deleteTargets } from "./assign.ts";
import { callValue } from "./calls.ts";
import { elementOf, smallRange } from "./expressions.ts";
import { callFunction, childScope, memberOf, newFunction, noArguments } from "./functions.ts";
import { bindName, keep, type Machine, meet, partOf, readName, restore, type State, snapshot } from "./machine.ts";
import {
  type ClassValue,
  type Frame,
  fresh,
  immutable,
  importedValue,
  make,
  newIdentity,
  type Value,
} from "./value.ts";

type Execute = (machine: Machine, node: SyntaxNode) => void;

/** What each kind of statement does; one that is not listed evaluates its parts. */
const statements: { readonly [type: string]: Execute } = {
  expression_statement: (machine, node) => {
    for (const child of node.children) {
      if (child.type === "assignment") assignment(machine, child);
      else if (child.type === "augmented_assignment") augment(machine, child);
      else machine.evaluate(child);
    }
  },
  if_statement: branches,
  for_statement: forLoop,
  while_statement: whileLoop,
  try_statement: tryStatement,
  with_statement: withStatement,
  match_statement: matchStatement,
  block: (machine, node) => machine.execute(node.children),
  function_definition: (machine, node) => define(machine, node, []),
  class_definition: (machine, node) => define(machine, node, []),
  decorated_definition: (machine, node) =>
    define(machine, node.children.at(-1) as SyntaxNode, node.children.slice(0, -1)),
  delete_statement: deleteTargets,
  import_statement: importModules,
  import_from_statement: importNames,
  future_import_statement: (machine, node) => {
    // It also binds the feature's name.
    for (const name of node.children) bindName(machine, name.children[0]?.text ?? name.text, immutable("None"), name);
  },
  return_statement: (machine, node) => {
    const values = node.children.map((child) => machine.evaluate(child));
    machine.returns?.values.push(...values);
    machine.returns?.states.push(snapshot(machine));
    machine.dead = true;
  },
  raise_statement: (machine, node) => {
    for (const child of node.children) machine.evaluate(child);
    machine.dead = true;
  },
  break_statement: leaveLoop,
  continue_statement: leaveLoop,
  global_statement: () => {},
  nonlocal_statement: () => {},
  pass_statement: () => {},
  type_alias_statement: (machine, node) => {
    const named = node.children[0]?.children[0];
    const name = named?.type === "generic_type" ? named.children[0] : named;
    if (name !== undefined) bindName(machine, name.text, fresh("type"), name);
  },
};

export function execute(machine: Machine, nodes: readonly SyntaxNode[]): void {
  for (let i = 0; i < nodes.length; i++) {
    if (machine.dead) return;
    const node = nodes[i] as SyntaxNode;
    if (machine.calls.length > 0) machine.budget--;
    const magic = machine.site === null ? machine.magics.get(node.start) : undefined;
    if (magic?.kind === "timeit") {
      const line = magic.cell ? nodes.length : nodes.findIndex((other, at) => at > i && other.start > magic.end);
      const end = line < 0 ? nodes.length : line;
      const before = snapshot(machine);
      machine.evaluate(node.children[0] as SyntaxNode);
      execute(machine, nodes.slice(i + 1, end));
      restore(machine, before);
      i = end - 1;
      continue;
    }
    const known = statements[node.type];
    if (known !== undefined) known(machine, node);
    else for (const child of node.children) machine.evaluate(child);
    if (machine.site === null) machine.watch?.after(node);
  }
}

function assignment(machine: Machine, node: SyntaxNode): Value {
  const [target, ...rest] = node.children as [SyntaxNode, ...SyntaxNode[]];
  const annotation = rest[0]?.type === "type" ? rest[0] : null;
  const right = rest.at(-1);
  if (right === undefined || right === annotation) {
    if (annotation !== null && machine.frame.kind !== "function") machine.evaluate(annotation);
    return immutable("None");
  }
  const value = right.type === "assignment" ? assignment(machine, right) : machine.evaluate(right);
  if (annotation !== null && machine.frame.kind !== "function") machine.evaluate(annotation);
  assignTo(machine, target, value);
  return value;
}

function leaveLoop(machine: Machine): void {
  machine.breaks?.push(snapshot(machine));
  machine.dead = true;
}

function branches(machine: Machine, node: SyntaxNode): void {
  const [test, then, ...others] = node.children as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  const condition = machine.evaluate(test);
  const ends: State[] = [];
  const before = snapshot(machine);
  machine.execute(then.children);
  ends.push(snapshot(machine));
  restore(machine, before);
  for (const clause of others) {
    if (clause.type === "elif_clause") {
      machine.evaluate(clause.children[0] as SyntaxNode);
      const here = snapshot(machine);
      machine.execute(clause.children[1]?.children ?? []);
      ends.push(snapshot(machine));
      restore(machine, here);
    } else {
      machine.execute(clause.children[0]?.children ?? []);
    }
  }
  // `if __name__ == "__main__":` and `if True:` have one way only.
  if (!alwaysTrue(test, condition)) ends.push(snapshot(machine));
  meet(machine, ends);
}

function alwaysTrue(test: SyntaxNode, value: Value): boolean {
  if (value.literal === "True") return true;
  return test.type === "comparison_operator" && test.children[0]?.text === "__name__";
}

function forLoop(machine: Machine, node: SyntaxNode): void {
  const [target, iterableNode, body, otherwise] = node.children as [SyntaxNode, SyntaxNode, SyntaxNode, SyntaxNode?];
  const iterable = machine.evaluate(iterableNode);
  const certain = smallRange(iterableNode);
  if (!certain) machine.record.heavy = true;
  loop(machine, certain, body, otherwise, () => assignTo(machine, target, elementOf(machine, iterable, iterableNode)));
}

function whileLoop(machine: Machine, node: SyntaxNode): void {
  const [test, body, otherwise] = node.children as [SyntaxNode, SyntaxNode, SyntaxNode?];
  machine.record.heavy = true;
  const value = machine.evaluate(test);
  loop(machine, value.literal === "True" || value.literal === "1", body, otherwise, () => {});
}

/** Runs a body that may not run at all, and once more where what it did can change what it does next. */
function loop(
  machine: Machine,
  certain: boolean,
  body: SyntaxNode,
  otherwise: SyntaxNode | undefined,
  bindTarget: () => void,
): void {
  const outerBreaks = machine.breaks;
  const before = snapshot(machine);
  const exits: State[] = [];
  machine.breaks = exits;
  machine.loops++;
  const repeats = machine.loops > 2 ? 1 : 2;
  for (let round = 0; round < repeats; round++) {
    bindTarget();
    machine.execute(body.children);
    const end = snapshot(machine);
    if (round + 1 < repeats) meet(machine, [before, end, ...exits]);
  }
  machine.loops--;
  machine.breaks = outerBreaks;
  const ended = snapshot(machine);
  const states = [...(certain ? [] : [before]), ended, ...exits.map((state) => ({ ...state, dead: false }))];
  const returned = ended.dead && exits.length === 0;
  meet(machine, returned && !certain ? [before] : states);
  if (otherwise !== undefined) {
    const broken = snapshot(machine);
    machine.execute(otherwise.children[0]?.children ?? []);
    if (exits.length > 0) meet(machine, [broken, snapshot(machine)]);
  }
}

function tryStatement(machine: Machine, node: SyntaxNode): void {
  const [body, ...clauses] = node.children as [SyntaxNode, ...SyntaxNode[]];
  const before = snapshot(machine);
  machine.execute(body.children);
  const after = snapshot(machine);
  const otherwise = clauses.find((clause) => clause.type === "else_clause");
  if (otherwise !== undefined) machine.execute(otherwise.children[0]?.children ?? []);
  const ends: State[] = [snapshot(machine)];
  for (const clause of clauses) {
    if (!clause.type.startsWith("except")) continue;
    // An exception may come before, between and after the statements of the body.
    restore(machine, before);
    meet(machine, [snapshot(machine), { ...after, dead: false }]);
    handler(machine, clause);
    ends.push(snapshot(machine));
  }
  meet(machine, ends);
  const last = clauses.find((clause) => clause.type === "finally_clause");
  if (last === undefined) return;
  const { dead } = machine;
  machine.dead = false;
  machine.execute(last.children.at(-1)?.children ?? []);
  machine.dead ||= dead;
}

function handler(machine: Machine, clause: SyntaxNode): void {
  const block = clause.children.at(-1) as SyntaxNode;
  let bound: string | null = null;
  for (const child of clause.children.slice(0, -1)) {
    if (child.type !== "as_pattern") {
      machine.evaluate(child);
      continue;
    }
    machine.evaluate(child.children[0] as SyntaxNode);
    const target = child.children[1] as SyntaxNode;
    const name = target.type === "identifier" ? target : target.children[0];
    assignTo(machine, target, fresh("exception"));
    bound = name?.text ?? null;
  }
  machine.execute(block.type === "block" ? block.children : []);
  // Python takes the name away at the end of the handler.
  if (bound === null) return;
  if (machine.frame.kind === "module") machine.globals.delete(bound);
  else machine.frame.locals.delete(bound);
}

function withStatement(machine: Machine, node: SyntaxNode): void {
  const body = node.children.at(-1) as SyntaxNode;
  for (const item of node.children[0]?.children ?? []) {
    const inner = item.children[0] as SyntaxNode;
    const [context, target] = inner.type === "as_pattern" ? inner.children : [inner, undefined];
    const value = machine.evaluate(context as SyntaxNode);
    const entered = enter(machine, value, inner);
    if (target !== undefined) assignTo(machine, target, entered);
  }
  machine.execute(body.children);
}

/** What `with x as y` binds; what it closes is no longer tied to the process. */
function enter(machine: Machine, value: Value, node: SyntaxNode): Value {
  const method = value.cls === null ? undefined : memberOf(value.cls, "__enter__");
  const args = { ...noArguments, positional: [value], open: false };
  if (method !== undefined) {
    const [fn] = method.functions;
    const result = fn === undefined ? value : callFunction(machine, fn, args, node);
    const leave = value.cls === null ? undefined : memberOf(value.cls, "__exit__");
    for (const exit of leave?.functions ?? []) callFunction(machine, exit, { ...args, open: true }, node);
    return result;
  }
  // A context that nobody knows runs code on entering and on leaving.
  const context = node.type === "as_pattern" ? node.children[0] : node;
  if (value.type === "unknown" && value.path === null && context?.type !== "call")
    machine.watch?.stranger(`with ${context?.text ?? ""}`, node);
  return value.pinned === null ? value : { ...value, pinned: null };
}

function matchStatement(machine: Machine, node: SyntaxNode): void {
  const subjects = node.children.slice(0, -1).map((subject) => machine.evaluate(subject));
  const subject = subjects[0] ?? fresh("unknown");
  const ends: State[] = [];
  let exhaustive = false;
  for (const clause of node.children.at(-1)?.children ?? []) {
    const guard = clause.children.find((child) => child.type === "if_clause");
    const patterns = clause.children.filter((child) => child.type === "case_pattern");
    const before = snapshot(machine);
    for (const part of patterns.flatMap(patternParts)) {
      if (part.part === "capture") bindName(machine, part.name, partOf(machine, subject), part.node);
      else readName(machine, part.name, part.node);
    }
    if (guard !== undefined) machine.evaluate(guard.children[0] as SyntaxNode);
    const irrefutable = patterns.length === 1 && catchesAll(patterns[0] as SyntaxNode);
    const failed = irrefutable ? snapshot(machine) : meetOf(machine, [before, snapshot(machine)]);
    machine.execute(clause.children.at(-1)?.children ?? []);
    ends.push(snapshot(machine));
    if (guard === undefined && irrefutable) {
      exhaustive = true;
      break;
    }
    restore(machine, failed);
  }
  if (!exhaustive) ends.push(snapshot(machine));
  meet(machine, ends);
}

function meetOf(machine: Machine, states: readonly State[]): State {
  const here = snapshot(machine);
  meet(machine, states);
  const met = snapshot(machine);
  restore(machine, here);
  return met;
}

function catchesAll(pattern: SyntaxNode): boolean {
  const [only] = pattern.children;
  if (only === undefined) return pattern.text === "_";
  return only.type === "dotted_name" && only.children.length === 1;
}

function define(machine: Machine, node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
  const wrap = decorators.map((decorator) => machine.evaluate(decorator.children[0] as SyntaxNode));
  const name = node.children[0] as SyntaxNode;
  let value = node.type === "class_definition" ? newClass(machine, node) : functionOf(machine, node);
  for (let i = wrap.length - 1; i >= 0; i--)
    value = decorate(machine, wrap[i] as Value, value, decorators[i] as SyntaxNode);
  const setter = decorators
    .map((decorator) => decorator.children[0])
    .find((inner) => inner?.type === "attribute" && inner.children[1]?.text === "setter");
  if (setter !== undefined)
    machine.frame.locals.set(`${name.text}.setter`, {
      value: { ...value, method: null },
      certain: true,
      deleted: false,
    });
  else assignTo(machine, name, value);
}

function functionOf(machine: Machine, node: SyntaxNode): Value {
  for (const child of node.children) {
    if (child.type === "type" && !node.children.some((other) => other.type === "type_parameter"))
      machine.evaluate(child);
    if (child.type === "parameters" && !node.children.some((other) => other.type === "type_parameter"))
      annotations(machine, child);
  }
  return newFunction(machine, node, machine.owner);
}

function annotations(machine: Machine, parameters: SyntaxNode): void {
  for (const parameter of parameters.children) {
    for (const child of parameter.children) if (child.type === "type") machine.evaluate(child);
  }
}

function decorate(machine: Machine, decorator: Value, value: Value, node: SyntaxNode): Value {
  if (decorator.path === "builtins.property" || decorator.path === "functools.cached_property")
    return { ...value, method: "property" };
  if (decorator.path === "builtins.staticmethod") return { ...value, method: "staticmethod" };
  if (decorator.path === "builtins.classmethod") return { ...value, method: "classmethod" };
  if (decorator.type === "decorator" || quietDecorators.test(decorator.path ?? "")) return value;
  const result = callValue(
    machine,
    decorator,
    { positional: [value], named: new Map(), open: false, nodes: new Map() },
    node,
  );
  if (result.functions.length > 0 || result.cls !== null) return result;
  return { ...result, functions: value.functions, cls: value.cls };
}

/** Decorators that give back what they got, or something that only calls it. */
const quietDecorators =
  /^(?:dataclasses\.dataclass|functools\.(?:lru_cache|cache|total_ordering|wraps|singledispatch)|abc\.abstractmethod|typing\.\w+|numba\.\w+|contextlib\.contextmanager|enum\.unique|torch\.(?:no_grad|jit\.script)|tensorflow\.function|jax\.jit|cellweave\.(?:task|environment)|atexit\.register)/;

function newClass(machine: Machine, node: SyntaxNode): Value {
  const bases: Value[] = [];
  for (const child of node.children) {
    if (child.type !== "argument_list") continue;
    for (const arg of child.children) {
      const value = machine.evaluate(arg.type === "keyword_argument" ? (arg.children[1] as SyntaxNode) : arg);
      if (arg.type !== "keyword_argument") bases.push(value);
    }
  }
  const scope = childScope(machine.frame, node);
  const members = new Map<string, Value>();
  const cls: ClassValue = { name: node.children[0]?.text ?? "", bases, members, scope, ids: [newIdentity()] };
  const outer = { frame: machine.frame, owner: machine.owner };
  const frame: Frame = { kind: "class", scope, parent: machine.frame, locals: new Map() };
  machine.frame = frame;
  machine.owner = cls;
  machine.execute(node.children.at(-1)?.children ?? []);
  Object.assign(machine, outer);
  for (const [name, binding] of frame.locals) members.set(name, binding.value);
  const value = make("class", { cls, ids: cls.ids });
  for (const member of members.values()) keep(machine, value, member);
  return value;
}

function importModules(machine: Machine, node: SyntaxNode): void {
  for (const child of node.children) {
    const aliased = child.type === "aliased_import";
    const dotted = (aliased ? child.children[0] : child) as SyntaxNode;
    const path = dotted.children.map((part) => part.text).join(".");
    const root = dotted.children[0] as SyntaxNode;
    machine.record.imports.add(root.text);
    if (aliased) bindName(machine, child.children[1]?.text ?? "", importedValue(path), child);
    else bindName(machine, root.text, importedValue(root.text), root);
  }
}

function importNames(machine: Machine, node: SyntaxNode): void {
  const [from, ...names] = node.children as [SyntaxNode, ...SyntaxNode[]];
  const relative = from.type === "relative_import";
  const module = (relative ? (from.children[1]?.children ?? []) : from.children).map((part) => part.text).join(".");
  if (!relative) machine.record.imports.add(from.children[0]?.text ?? "");
  for (const name of names) {
    if (name.type === "wildcard_import") {
      machine.record.stars.add(module);
      if (starNames(module) === null) machine.record.barrier ??= `the names of \`from ${module} import *\``;
      continue;
    }
    const aliased = name.type === "aliased_import";
    const original = (aliased ? name.children[0] : name)?.children.map((part) => part.text).join(".") ?? "";
    const bound = aliased ? (name.children[1] as SyntaxNode) : (name.children[0] as SyntaxNode);
    bindName(machine, bound.text, importedValue(relative ? `.${module}.${original}` : `${module}.${original}`), bound);
  }
}
