import { stringValue } from "../literals.ts";
import type { SyntaxNode } from "../parser.ts";
import { assignTo } from "./assign.ts";
import { callMethod, callValue, canonical } from "./calls.ts";
import { settingRead } from "./effects.ts";
import { type Arguments, callFunction, childScope, expose, memberOf, newFunction } from "./functions.ts";
import { heldBy, keep, type Machine, meet, mutate, partOf, readName, snapshot, viewOf } from "./machine.ts";
import { special } from "./special.ts";
import { either, type Frame, fresh, immutable, importedValue, isImmutable, make, unique, type Value } from "./value.ts";

type Evaluate = (machine: Machine, node: SyntaxNode) => Value;

/** What each kind of expression gives; one that is not listed evaluates its parts and gives something new. */
const expressions: { readonly [type: string]: Evaluate } = {
  identifier: (machine, node) => readName(machine, node.text, node),
  integer: (_machine, node) => make("int", { literal: node.text }),
  float: () => immutable("float"),
  true: () => make("bool", { literal: "True" }),
  false: () => make("bool", { literal: "False" }),
  none: () => make("None", { literal: "None" }),
  ellipsis: () => immutable("None"),
  string: string_,
  concatenated_string: string_,
  parenthesized_expression: (machine, node) => first(machine, node),
  type: (machine, node) => first(machine, node),
  await: (machine, node) => first(machine, node),
  unary_operator: (machine, node) => operatorResult(evaluateAll(machine, node.children)),
  not_operator: (machine, node) => giving(evaluateAll(machine, node.children), immutable("bool")),
  comparison_operator: comparison,
  boolean_operator: (machine, node) => evaluateAll(machine, node.children).reduce(either),
  binary_operator: (machine, node) => operator(machine, node),
  conditional_expression: conditional,
  named_expression: (machine, node) => {
    const value = machine.evaluate(node.children[1] as SyntaxNode);
    assignTo(machine, node.children[0] as SyntaxNode, value);
    return value;
  },
  attribute: (machine, node) =>
    attributeOf(machine, machine.evaluate(node.children[0] as SyntaxNode), node.children[1]?.text ?? "", node),
  member_type: (machine, node) => first(machine, node),
  subscript: subscript,
  slice: (machine, node) => giving(evaluateAll(machine, node.children), make("slice")),
  call: call,
  lambda: (machine, node) => newFunction(machine, node, null),
  list: (machine, node) => container(machine, "list", node),
  set: (machine, node) => container(machine, "set", node),
  tuple: tuple,
  expression_list: tuple,
  dictionary: (machine, node) => container(machine, "dict", node),
  list_comprehension: (machine, node) => comprehension(machine, "list", node),
  set_comprehension: (machine, node) => comprehension(machine, "set", node),
  dictionary_comprehension: (machine, node) => comprehension(machine, "dict", node),
  generator_expression: (machine, node) => ({ ...comprehension(machine, "generator", node), pinned: "a generator" }),
  list_splat: (machine, node) => partOf(machine, first(machine, node)),
  dictionary_splat: (machine, node) => partOf(machine, first(machine, node)),
  yield: (machine, node) => {
    const values = evaluateAll(machine, node.children);
    machine.returns?.values.push(...values);
    return fresh("unknown");
  },
};

export function evaluate(machine: Machine, node: SyntaxNode): Value {
  const known = expressions[node.type];
  if (known !== undefined) return known(machine, node);
  const values = evaluateAll(machine, node.children);
  return fresh("unknown", { functions: unique(values.flatMap((value) => value.functions)) });
}

/** Parts are evaluated for what they do; the result says nothing of them. */
function giving(_parts: readonly Value[], value: Value): Value {
  return value;
}

/** A key written as a string; one that happens to be known now may be another in the next run. */
export function literalKey(value: Value | undefined, node: SyntaxNode | undefined): string | null {
  return node?.type === "string" ? (value?.literal ?? null) : null;
}

function first(machine: Machine, node: SyntaxNode): Value {
  const [inner, ...rest] = node.children;
  const value = inner === undefined ? immutable("None") : machine.evaluate(inner);
  evaluateAll(machine, rest);
  return value;
}

function evaluateAll(machine: Machine, nodes: readonly SyntaxNode[]): Value[] {
  return nodes.map((node) => machine.evaluate(node));
}

function string_(machine: Machine, node: SyntaxNode): Value {
  for (const part of node.type === "string" ? [node] : node.children) {
    for (const child of part.children) if (child.type === "interpolation") interpolation(machine, child);
  }
  const literal = stringValue(node, machine.source);
  return literal === null ? immutable("str") : make("str", { literal });
}

function interpolation(machine: Machine, node: SyntaxNode): void {
  for (const child of node.children) {
    if (child.type === "format_specifier") for (const inner of child.children) interpolation(machine, inner);
    else if (child.type !== "type_conversion") expose(machine, machine.evaluate(child), child);
  }
}

function comparison(machine: Machine, node: SyntaxNode): Value {
  const values = evaluateAll(machine, node.children);
  if (machine.watch !== null) for (const value of values) if (value.cls !== null) expose(machine, value, node);
  return values.every(isImmutable) ? immutable("bool") : operatorResult(values);
}

function operator(machine: Machine, node: SyntaxNode): Value {
  const [left, right] = evaluateAll(machine, node.children) as [Value, Value];
  if (left.literal !== null && right?.literal != null && (left.type === "str" || left.type === "pathlib.Path")) {
    const sign = machine.source.slice(node.children[0]?.end, node.children[1]?.start).trim();
    if (sign === "+" && left.type === "str" && right.type === "str")
      return make("str", { literal: left.literal + right.literal });
    if (sign === "/") return fresh("pathlib.Path", { literal: `${left.literal}/${right.literal}` });
  }
  for (const value of [left, right]) if (value?.cls != null) expose(machine, value, node);
  const result = operatorResult([left, right]);
  if (result.type === "list") for (const value of [left, right]) keepHeld(machine, result, value);
  return result;
}

function keepHeld(machine: Machine, container: Value, value: Value): void {
  const held = heldBy(machine, value);
  if (held.ids.length + held.functions.length > 0)
    machine.record.links.push({ container: container.ids[0] as number, held });
}

const kinds = ["pandas.", "numpy.", "torch.", "tensorflow."];

/** The type of an operator's result by those of its operands: arrays and frames win. */
function operatorResult(values: readonly Value[]): Value {
  for (const kind of kinds) {
    const found = values.find((value) => value?.type.startsWith(kind));
    if (found !== undefined) return fresh(found.type);
  }
  const [left, right] = values;
  if (left === undefined) return fresh("unknown");
  if (isImmutable(left) && (right === undefined || isImmutable(right))) {
    return immutable(
      left.type === "str" || right === undefined ? left.type : right.type === "float" ? "float" : left.type,
    );
  }
  return fresh(left.type === "list" || left.type === "set" ? left.type : "unknown");
}

function conditional(machine: Machine, node: SyntaxNode): Value {
  const [then, test, otherwise] = node.children as [SyntaxNode, SyntaxNode, SyntaxNode];
  machine.evaluate(test);
  const before = snapshot(machine);
  const a = machine.evaluate(then);
  const afterThen = snapshot(machine);
  machine.globals = new Map(before.globals);
  machine.frame.locals = new Map(before.locals);
  const b = machine.evaluate(otherwise);
  meet(machine, [afterThen, snapshot(machine)]);
  return either(a, b);
}

export function attributeOf(machine: Machine, object: Value, name: string, node: SyntaxNode): Value {
  if (object.path !== null) {
    const path = canonical(`${object.path}.${name}`);
    if (path === "os.environ") machine.record.libraries.add("os.environ");
    return importedValue(path);
  }
  if (object.cls !== null && object.type !== "super") {
    const member = memberOf(object.cls, name);
    if (member?.method === "property" && object.type === "instance") {
      const [getter] = member.functions;
      const args: Arguments = { positional: [object], named: new Map(), open: false, nodes: new Map() };
      return getter === undefined ? fresh("unknown") : callFunction(machine, getter, args, node);
    }
    if (member?.type === "function" && object.type === "instance")
      return { ...partOf(machine, object), type: "method", self: object, method: name, functions: member.functions };
    if (member !== undefined && object.type === "class") return member;
  }
  if (isImmutable(object) || object.type === "exception") return make("unknown", { self: object, method: name });
  if (name === "T") return viewOf(object);
  if (
    object.type.startsWith("pandas.") &&
    (name === "values" || name === "loc" || name === "iloc" || name === "at" || name === "iat")
  ) {
    return { ...partOf(machine, object, object.type), self: object, method: name };
  }
  return { ...partOf(machine, object), self: object, method: name };
}

function subscript(machine: Machine, node: SyntaxNode): Value {
  const [objectNode, ...indexNodes] = node.children as [SyntaxNode, ...SyntaxNode[]];
  const object = machine.evaluate(objectNode);
  const indexes = evaluateAll(machine, indexNodes);
  const index = indexes[0];
  if (object.path !== null) return ambientItem(machine, object.path, index);
  if (object.type === "collections.defaultdict") mutate(machine, object, node);
  const namespace = namespaceItem(machine, object, literalKey(index, indexNodes[0]), node);
  if (namespace !== null) return namespace;
  const getter = object.cls === null || object.type !== "instance" ? undefined : memberOf(object.cls, "__getitem__");
  if (getter?.type === "function")
    return callMethod(
      machine,
      object,
      "__getitem__",
      { positional: indexes, named: new Map(), open: false, nodes: new Map() },
      node,
    );
  return itemOf(machine, object, indexes);
}

function itemOf(machine: Machine, object: Value, indexes: readonly Value[]): Value {
  const sliced = indexes.some((index) => index.type === "slice");
  if (object.elements !== null && indexes[0]?.literal != null) {
    const element = object.elements.at(Number(indexes[0].literal));
    if (element !== undefined) return element;
  }
  if (object.type.startsWith("numpy."))
    return sliced ? viewOf(object) : { ...partOf(machine, object, "numpy.ndarray"), whole: [], maybe: object.ids };
  if (object.type.startsWith("pandas."))
    return {
      ...partOf(machine, object, object.type),
      // A column shows the frame it is taken from; rows that are picked are copies.
      whole: indexes.length === 1 && indexes[0]?.type === "str" ? object.ids : [],
      oneOf: [],
    };
  if (isImmutable(object)) return make(object.type);
  if (sliced && (object.type === "list" || object.type === "tuple")) return copyOf(machine, object);
  if (sliced) return { ...partOf(machine, object), whole: [], maybe: unique([...object.ids, ...object.maybe]) };
  return partOf(machine, object);
}

/** A copy of a list holds the same things. */
function copyOf(machine: Machine, value: Value): Value {
  const copy = fresh(value.type);
  keepHeld(machine, copy, value);
  return copy;
}

/** `globals()["x"]` and `vars()["x"]` read a name. */
function namespaceItem(machine: Machine, object: Value, key: string | null, node: SyntaxNode): Value | null {
  if (object.type !== "namespace") return null;
  if (key === null) {
    machine.record.barrier ??= "a name that is only known when it runs";
    return fresh("unknown");
  }
  return readName(machine, key, node);
}

function ambientItem(machine: Machine, path: string, index: Value | undefined): Value {
  const effect = settingRead(path, index?.literal ?? null);
  if (effect !== null) machine.record.effects.add(effect);
  return path === "os.environ" ? immutable("str") : partOf(machine, importedValue(path));
}

function call(machine: Machine, node: SyntaxNode): Value {
  const [calleeNode, argumentsNode] = node.children as [SyntaxNode, SyntaxNode | undefined];
  if (calleeNode.type === "attribute") {
    const object = machine.evaluate(calleeNode.children[0] as SyntaxNode);
    const name = calleeNode.children[1]?.text ?? "";
    if (object.path === null) {
      const args = readArguments(machine, argumentsNode);
      return special(machine, object, name, args, node) ?? callMethod(machine, object, name, args, node);
    }
    const callee = attributeOf(machine, object, name, calleeNode);
    const args = readArguments(machine, argumentsNode);
    return special(machine, callee, null, args, node) ?? callValue(machine, callee, args, node);
  }
  const callee = machine.evaluate(calleeNode);
  const args = readArguments(machine, argumentsNode);
  return special(machine, callee, null, args, node) ?? callValue(machine, callee, args, node);
}

function readArguments(machine: Machine, node: SyntaxNode | undefined): Arguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  const nodes = new Map<string | number, SyntaxNode>();
  let open = false;
  const list = node?.type === "argument_list" ? node.children : node === undefined ? [] : [node];
  for (const arg of list) {
    if (arg.type === "keyword_argument") {
      const name = arg.children[0]?.text ?? "";
      nodes.set(name, arg.children[1] as SyntaxNode);
      named.set(name, machine.evaluate(arg.children[1] as SyntaxNode));
    } else {
      if (arg.type === "list_splat" || arg.type === "dictionary_splat") open = true;
      nodes.set(positional.length, arg);
      positional.push(machine.evaluate(arg));
    }
  }
  return { positional, named, open, nodes };
}

function tuple(machine: Machine, node: SyntaxNode): Value {
  const elements = evaluateAll(machine, node.children);
  const splat = node.children.some((child) => child.type === "list_splat");
  const value = fresh("tuple", {
    elements: splat ? null : elements,
    functions: unique(elements.flatMap((element) => element.functions)),
  });
  for (const element of elements) keep(machine, value, element);
  return value;
}

function container(machine: Machine, type: string, node: SyntaxNode): Value {
  const values: Value[] = [];
  for (const child of node.children) {
    if (child.type === "pair") values.push(...evaluateAll(machine, child.children));
    else values.push(machine.evaluate(child));
  }
  const value = fresh(type, { functions: unique(values.flatMap((inner) => inner.functions)) });
  for (const inner of values) keep(machine, value, inner);
  return value;
}

/** A scope of its own whose first iterable belongs to the scope around it. */
function comprehension(machine: Machine, type: string, node: SyntaxNode): Value {
  const outer: Frame = machine.frame;
  const inner: Frame = { kind: "comprehension", scope: childScope(outer, node), parent: outer, locals: new Map() };
  const clauses = node.children.filter((child) => child.type === "for_in_clause" || child.type === "if_clause");
  let entered = false;
  let before: ReturnType<typeof snapshot> | null = null;
  for (const clause of clauses) {
    if (clause.type === "if_clause") {
      machine.evaluate(clause.children[0] as SyntaxNode);
      continue;
    }
    const [target, ...iterables] = clause.children as [SyntaxNode, ...SyntaxNode[]];
    const values = evaluateAll(machine, iterables);
    if (!entered) {
      before = snapshot(machine);
      machine.frame = inner;
    }
    entered = true;
    const iterable = values[0] ?? fresh("unknown");
    if (!smallRange(iterables[0])) machine.record.heavy = true;
    assignTo(machine, target, elementOf(machine, iterable, clause));
  }
  const bodies = node.children.filter((child) => child.type !== "for_in_clause" && child.type !== "if_clause");
  const values = bodies.flatMap((body) =>
    body.type === "pair" ? evaluateAll(machine, body.children) : [machine.evaluate(body)],
  );
  machine.frame = outer;
  // A walrus in it binds outside, but perhaps never.
  if (before !== null && before.globals.size !== machine.globals.size) meet(machine, [before, snapshot(machine)]);
  const value = fresh(type, { functions: unique(values.flatMap((item) => item.functions)) });
  for (const item of values) if (item.whole.length === 0) keep(machine, value, item);
  return value;
}

/** What a loop over a value binds. */
export function elementOf(machine: Machine, iterable: Value, node: SyntaxNode): Value {
  if (iterable.type === "generator" || iterable.type === "iterator" || iterable.type === "file")
    mutate(machine, iterable, node);
  if (iterable.cls !== null) expose(machine, iterable, node);
  if (isImmutable(iterable)) return immutable(iterable.type === "range" ? "int" : iterable.type);
  return partOf(machine, iterable);
}

/** `range(10)` and a literal list are short and never empty. */
export function smallRange(node: SyntaxNode | undefined): boolean {
  if (node === undefined) return false;
  if (
    node.type === "list" ||
    node.type === "tuple" ||
    node.type === "expression_list" ||
    node.type === "set" ||
    node.type === "dictionary"
  ) {
    return node.children.length > 0 && !node.children.some((child) => child.type === "list_splat");
  }
  if (node.type !== "call" || node.children[0]?.text !== "range") return false;
  const bounds = node.children[1]?.children ?? [];
  if (bounds.length === 0 || bounds.some((bound) => bound.type !== "integer")) return false;
  const [from, to] = bounds.map((bound) => Number(bound.text.replaceAll("_", "")));
  const size = to === undefined ? (from as number) : to - (from as number);
  return size > 0 && size <= 100;
}
