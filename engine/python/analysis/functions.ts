import type { SyntaxNode } from "../parser.ts";
import { globalsUsed, parameterOf } from "../scopes.ts";
import { keep, type Machine, meet, readGlobal, snapshot } from "./machine.ts";
import {
  type Binding,
  type ClassValue,
  either,
  type Frame,
  type FunctionValue,
  fresh,
  immutable,
  make,
  unique,
  type Value,
} from "./value.ts";
import { anybodys } from "./watch.ts";

export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** True when `*x` or `**x` is among them, or nobody knows what they are. */
  readonly open: boolean;
  /** The nodes of the arguments, for paths and literals. */
  readonly nodes: ReadonlyMap<string | number, SyntaxNode>;
}

export const noArguments: Arguments = { positional: [], named: new Map(), open: true, nodes: new Map() };
const maxDepth = 24;

/** Follows a call into the function's body, with the globals as they are now. */
export function callFunction(machine: Machine, fn: FunctionValue, args: Arguments, node: SyntaxNode): Value {
  if (machine.calls.includes(fn) || machine.calls.length > maxDepth || machine.budget <= 0) {
    const given = [...args.positional, ...args.named.values()];
    machine.watch?.unfollowed(fn, given, machine.site ?? node, machine.calls.includes(fn));
    touchFunction(machine, fn, node);
    return fresh("unknown", { maybe: unique(args.positional.flatMap((arg) => arg.ids)) });
  }
  const outer = {
    frame: machine.frame,
    site: machine.site,
    source: machine.source,
    breaks: machine.breaks,
    returns: machine.returns,
    loops: machine.loops,
  };
  machine.watch?.follow(fn);
  machine.site ??= node;
  machine.source = fn.source;
  machine.frame = { kind: "function", scope: fn.scope, parent: fn.frame, locals: bindParameters(machine, fn, args) };
  machine.breaks = null;
  machine.returns = { values: [], states: [] };
  machine.loops = 0;
  machine.calls.push(fn);
  const value = runBody(machine, fn);
  machine.calls.pop();
  Object.assign(machine, outer);
  return value;
}

function runBody(machine: Machine, fn: FunctionValue): Value {
  const returns = machine.returns as { values: Value[]; states: ReturnType<typeof snapshot>[] };
  const body = fn.node.children.at(-1) as SyntaxNode;
  const entered = snapshot(machine);
  if (fn.node.type === "lambda") return machine.evaluate(body);
  machine.execute(body.children);
  const states = [...returns.states, snapshot(machine)];
  // A function that only raises ends the path that called it in Python; a caller's handler may still catch it.
  meet(machine, states.some((state) => !state.dead) ? states : [{ ...entered, globals: machine.globals, dead: false }]);
  if (fn.generator) return fresh("generator", { pinned: "a generator", functions: [fn] });
  return returns.values.reduce<Value>((all, value) => either(all, value), immutable("None"));
}

function bindParameters(machine: Machine, fn: FunctionValue, args: Arguments): Map<string, Binding> {
  const locals = new Map<string, Binding>();
  const parameters = parametersOf(fn.node);
  const named = new Map(args.named);
  let position = 0;
  let keywordOnly = false;
  for (const parameter of parameters) {
    if (parameter.name === null) {
      if (parameter.form === "separator") keywordOnly = true;
      continue;
    }
    let value = named.get(parameter.name);
    if (parameter.form === "star") {
      const rest = args.positional.slice(position);
      value = fresh("tuple", { elements: args.open ? null : rest });
      for (const arg of rest) keep(machine, value, arg);
      keywordOnly = true;
    } else if (parameter.form === "double-star") {
      value = fresh("dict");
      for (const arg of named.values()) keep(machine, value, arg);
    } else {
      if (value === undefined && !keywordOnly) value = args.positional[position++];
      named.delete(parameter.name);
      value ??= args.open ? undefined : fn.defaults.get(parameter.name);
    }
    value ??= machine.watch === null ? fresh("unknown") : make("unknown", { maybe: [anybodys] });
    locals.set(parameter.name, { value, certain: true, deleted: false });
  }
  return locals;
}

export function parametersOf(node: SyntaxNode) {
  const list = node.children.find((child) => child.type === "parameters" || child.type === "lambda_parameters");
  // A bare `/` is no limit for what may be given by position; a bare `*` is.
  return (list?.children ?? []).filter((child) => child.type !== "positional_separator").map(parameterOf);
}

/** Reads every global that a function could ask for, through the functions that it names; used where its body is not followed. */
export function touchFunction(machine: Machine, fn: FunctionValue, node: SyntaxNode): void {
  touchGlobals(machine, globalsUsed(fn.scope), fn, node);
}

export function touchClass(machine: Machine, cls: ClassValue, node: SyntaxNode): void {
  touchGlobals(machine, globalsUsed(cls.scope), cls, node);
  for (const base of cls.bases) if (base.cls !== null) touchClass(machine, base.cls, node);
}

function touchGlobals(
  machine: Machine,
  names: ReadonlySet<string>,
  of: FunctionValue | ClassValue,
  node: SyntaxNode,
): void {
  if (machine.touched.has(of)) return;
  machine.touched.add(of);
  machine.doubt++;
  machine.record.heavy = true;
  for (const name of names) {
    const value = readGlobal(machine, name, node);
    machine.watch?.read(name, machine.site ?? node, of.scope.node, machine.globals.get(name)?.certain === true);
    for (const inner of value.functions) touchFunction(machine, inner, node);
    if (value.cls !== null) touchClass(machine, value.cls, node);
  }
  machine.doubt--;
}

/** The value goes to code that nobody sees: what can be called through it may be called. */
export function expose(machine: Machine, value: Value, node: SyntaxNode): void {
  machine.doubt++;
  for (const fn of value.functions) callFunction(machine, fn, noArguments, node);
  machine.doubt--;
  if (value.cls !== null) touchClass(machine, value.cls, node);
  if (value.cls !== null && machine.watch !== null) followOperators(machine, value, value.cls, node);
  for (const element of value.elements ?? [])
    if (element.functions.length > 0 || element.cls !== null) expose(machine, element, node);
}

const operators = /^__(?!init__|new__|class_getitem__|init_subclass__|del__)\w+__$/;

/** Methods that Python calls by itself, in operators and for loops, where a proof must know what they do. */
function followOperators(machine: Machine, self: Value, cls: ClassValue, node: SyntaxNode): void {
  for (const [name, member] of cls.members) {
    if (!operators.test(name)) continue;
    const args = { ...noArguments, positional: [self] };
    for (const fn of member.functions) callFunction(machine, fn, args, node);
  }
  for (const base of cls.bases) if (base.cls !== null) followOperators(machine, self, base.cls, node);
}

/** The function that a `def` or a `lambda` makes. */
export function newFunction(machine: Machine, node: SyntaxNode, owner: ClassValue | null): Value {
  const scope = childScope(machine.frame, node);
  const ids = fresh("function").ids;
  const name = node.type === "lambda" ? "lambda" : (node.children[0]?.text ?? "");
  const defaults = new Map<string, Value>();
  for (const parameter of parametersOf(node)) {
    if (parameter.value !== undefined && parameter.name !== null)
      defaults.set(parameter.name, machine.evaluate(parameter.value));
  }
  const generator = node.type !== "lambda" && yields(node.children.at(-1));
  const fn: FunctionValue = {
    name,
    node,
    source: machine.source,
    scope,
    frame: machine.frame,
    defaults,
    generator,
    owner,
    ids,
  };
  return make("function", { ids, functions: [fn] });
}

export function childScope(frame: Frame, node: SyntaxNode): Frame["scope"] {
  const found = find(frame.scope, node);
  if (found === null) throw new Error(`No scope for ${node.type} at ${node.start}`);
  return found;
}

function find(scope: Frame["scope"], node: SyntaxNode): Frame["scope"] | null {
  for (const child of scope.children) {
    if (child.node === node) return child;
    if (child.kind === "types") {
      const inner = find(child, node);
      if (inner !== null) return inner;
    }
  }
  return null;
}

const ownScopes = new Set(["function_definition", "lambda", "class_definition"]);

function yields(node: SyntaxNode | undefined): boolean {
  if (node === undefined || ownScopes.has(node.type)) return false;
  return node.type === "yield" || node.children.some(yields);
}

/** Attribute of a class by its order of bases. */
export function memberOf(cls: ClassValue, name: string): Value | undefined {
  const own = cls.members.get(name);
  if (own !== undefined) return own;
  for (const base of cls.bases) {
    const inherited = base.cls === null ? undefined : memberOf(base.cls, name);
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}

/** The library class that a class of the notebook is made of: "torch.nn.Module". */
export function libraryBase(cls: ClassValue): string | null {
  for (const base of cls.bases) {
    if (base.path !== null) return base.path;
    const inherited = base.cls === null ? null : libraryBase(base.cls);
    if (inherited !== null) return inherited;
  }
  return null;
}
