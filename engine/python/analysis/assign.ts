import type { SyntaxNode } from "../parser.ts";
import { targetsOf } from "../scopes.ts";
import { callMethod } from "./calls.ts";
import { settingWritten } from "./effects.ts";
import { memberOf } from "./functions.ts";
import { bindName, deleteName, heldBy, keep, type Machine, maybeMutate, mutate, partOf, readName } from "./machine.ts";
import { fresh, immutable, importedValue, isImmutable, make, unique, type Value } from "./value.ts";

type Assign = (machine: Machine, target: SyntaxNode, value: Value) => void;

const inner: Assign = (machine, target, value) => assignTo(machine, target.children[0] as SyntaxNode, value);
const rest: Assign = (machine, target, value) => inner(machine, target, fresh("list", { maybe: value.maybe }));

/** A target that is not listed is a list of targets. */
const targets: { readonly [type: string]: Assign } = {
  identifier: (machine, target, value) => bindName(machine, target.text, value, target),
  attribute: assignAttribute,
  subscript: assignItem,
  as_pattern_target: inner,
  parenthesized_expression: inner,
  list_splat_pattern: rest,
  list_splat: rest,
};

/** Assigns a value to any target that Python allows. */
export function assignTo(machine: Machine, target: SyntaxNode, value: Value): void {
  const known = targets[target.type];
  if (known !== undefined) known(machine, target, value);
  else unpack(machine, target.children, value);
}

function unpack(machine: Machine, targets: readonly SyntaxNode[], value: Value): void {
  const splat = targets.some((target) => target.type.startsWith("list_splat"));
  targets.forEach((target, index) => {
    const element = splat ? undefined : value.elements?.[index];
    assignTo(machine, target, element ?? pieceOf(machine, value));
  });
}

/** Unpacking something new gives things of their own; unpacking what has a name gives parts of it. */
function pieceOf(machine: Machine, value: Value): Value {
  if (isImmutable(value)) return make(value.type === "range" ? "int" : value.type);
  const named = value.ids.some((id) => machine.before.names(id).length > 0 || machine.externals.has(id));
  // `fig, ax = plt.subplots()`: to draw on the one changes the other.
  if (value.type === "matplotlib.figure") return make(value.type, { ids: value.ids, whole: value.whole });
  if (!named) {
    const held = heldBy(machine, value);
    return fresh(value.type.startsWith("numpy.") ? value.type : "unknown", {
      oneOf: unique([...value.oneOf, ...held.ids]),
      maybe: value.maybe,
      functions: value.functions,
    });
  }
  return partOf(machine, value);
}

function assignAttribute(machine: Machine, target: SyntaxNode, value: Value): void {
  const [objectNode, nameNode] = target.children as [SyntaxNode, SyntaxNode];
  const object = machine.evaluate(objectNode);
  if (object.path !== null) {
    writeSetting(machine, `${object.path}.${nameNode.text}`, null, object, target);
    return;
  }
  const setter = object.cls === null ? undefined : memberOf(object.cls, `${nameNode.text}.setter`);
  if (setter !== undefined) {
    for (const fn of setter.functions)
      callMethod(
        machine,
        object,
        `${fn.name}.setter`,
        { positional: [value], named: new Map(), open: false, nodes: new Map() },
        target,
      );
  }
  mutate(machine, object, target);
  keep(machine, object, value);
}

function assignItem(machine: Machine, target: SyntaxNode, value: Value): void {
  const [objectNode, ...indexNodes] = target.children as [SyntaxNode, ...SyntaxNode[]];
  const object = machine.evaluate(objectNode);
  const indexes = indexNodes.map((index) => machine.evaluate(index));
  if (object.path !== null) {
    writeSetting(machine, object.path, indexes[0]?.literal ?? null, object, target);
    return;
  }
  if (object.type === "namespace") {
    const key = indexNodes[0]?.type === "string" ? (indexes[0]?.literal ?? null) : null;
    assignByName(machine, key, value);
    return;
  }
  const setter = object.cls === null || object.type !== "instance" ? undefined : memberOf(object.cls, "__setitem__");
  if (setter !== undefined) {
    callMethod(
      machine,
      object,
      "__setitem__",
      { positional: [...indexes, value], named: new Map(), open: false, nodes: new Map() },
      target,
    );
  }
  mutate(machine, object, target);
  // Arrays and frames copy what is put into them.
  if (!/^(?:numpy|pandas|torch)\./.test(object.type)) keep(machine, object, value);
}

/** `globals()["x"] = …` binds x. */
export function assignByName(machine: Machine, name: string | null, value: Value): void {
  if (name === null) {
    machine.record.barrier ??= "a name that is only known when it runs";
    return;
  }
  machine.globals.set(name, { value, certain: true, deleted: false });
}

/** Writes into a library: a setting that the tables know, or a change of the library for everybody. */
export function writeSetting(
  machine: Machine,
  path: string,
  key: string | null,
  object: Value,
  node: SyntaxNode,
): void {
  const effect = settingWritten(path, key);
  if (effect !== null) {
    machine.record.effects.add(effect);
    return;
  }
  const root = path.split(".", 1)[0] as string;
  machine.record.effects.add(`module:${root}`);
  mutate(machine, importedValue(root), node);
  mutate(machine, object, node);
}

const changedByOperator = /^(?:list|set|dict|deque|bytearray|collections\.\w+|numpy\.\w+|pandas\.\w+|torch\.Tensor)$/;

/** `x += 1`: a new value for what cannot change, the same one changed in place for lists, arrays and their like. */
export function augment(machine: Machine, node: SyntaxNode): void {
  const [target, valueNode] = node.children as [SyntaxNode, SyntaxNode];
  if (target.type !== "identifier") {
    const value = machine.evaluate(valueNode);
    assignTo(machine, target, value);
    return;
  }
  const old = readName(machine, target.text, target);
  const value = machine.evaluate(valueNode);
  if (isImmutable(old)) {
    bindName(machine, target.text, immutable(value.type === "float" ? "float" : old.type), target);
    return;
  }
  if (changedByOperator.test(old.type)) {
    mutate(machine, old, target);
    if (old.type === "list")
      machine.record.links.push({ container: old.ids[0] as number, held: heldBy(machine, value) });
    bindName(machine, target.text, old, target);
    return;
  }
  if (old.cls !== null) mutate(machine, old, target);
  else maybeMutate(machine, old, target);
  bindName(
    machine,
    target.text,
    fresh("unknown", { maybe: unique([...old.ids, ...old.maybe]), functions: old.functions }),
    target,
  );
}

export function deleteTargets(machine: Machine, node: SyntaxNode): void {
  for (const target of targetsOf(node)) {
    if (target.type === "identifier") {
      readName(machine, target.text, target);
      deleteName(machine, target.text, target);
      continue;
    }
    const object = machine.evaluate(target.children[0] as SyntaxNode);
    const indexes = (target.type === "subscript" ? target.children.slice(1) : []).map((index) =>
      machine.evaluate(index),
    );
    if (object.path !== null) writeSetting(machine, object.path, indexes[0]?.literal ?? null, object, target);
    else if (object.type === "namespace" && indexes[0]?.literal != null)
      deleteName(machine, indexes[0].literal, target);
    else mutate(machine, object, target);
  }
}
