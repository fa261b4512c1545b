import type { SyntaxNode } from "../parser.ts";
import { builtinTypes } from "../tables/builtins.ts";
import { drawing, drawsWhenFitted, drawsWhenShuffled, functions, gentle, quick } from "../tables/libraries.ts";
import { methodOf } from "../tables/methods.ts";
import type { Signature } from "../tables/signature.ts";
import { pathText } from "./effects.ts";
import { type Arguments, callFunction, expose, libraryBase, memberOf, touchClass } from "./functions.ts";
import { heldBy, keep, type Machine, maybeMutate, mutate, partOf, viewOf } from "./machine.ts";
import {
  type ClassValue,
  fresh,
  type Identity,
  immutable,
  importedValue,
  isImmutable,
  make,
  unique,
  type Value,
} from "./value.ts";

const consuming = new Set(["generator", "iterator", "file"]);
const looksOnly = new Set([
  "print",
  "type",
  "id",
  "isinstance",
  "repr",
  "str",
  "len",
  "callable",
  "hasattr",
  "iter",
  "display",
  "zip",
  "map",
  "filter",
  "enumerate",
]);

/** What a call gives, whatever is called. */
export function callValue(machine: Machine, callee: Value, args: Arguments, node: SyntaxNode): Value {
  if (callee.self !== null && callee.method !== null)
    return callMethod(machine, callee.self, callee.method, args, node);
  if (callee.path !== null) return callLibrary(machine, callee.path, args, node);
  if (callee.type === "function") return callFunctions(machine, callee, args, node);
  if (callee.type === "class" && callee.cls !== null) return construct(machine, callee, args, node);
  if (callee.type === "instance" && callee.cls !== null) {
    // Modules of torch and layers of Keras are called through these.
    const call = ["__call__", "forward", "call"]
      .map((name) => memberOf(callee.cls as ClassValue, name))
      .find((member) => member !== undefined);
    if (call !== undefined) return callFunctions(machine, call, withSelf(callee, args), node);
    touchClass(machine, callee.cls, node);
    maybeMutate(machine, callee, node);
  }
  return callUnknown(machine, callee, args, node);
}

function callFunctions(machine: Machine, callee: Value, args: Arguments, node: SyntaxNode): Value {
  const values = callee.functions.map((fn) => callFunction(machine, fn, args, node));
  return values.length === 1
    ? (values[0] as Value)
    : fresh("unknown", { maybe: unique(values.flatMap((value) => value.ids)) });
}

function withSelf(self: Value, args: Arguments): Arguments {
  return { ...args, positional: [self, ...args.positional] };
}

/** Nobody knows what is called: it may call, change and give back whatever it got. */
function callUnknown(machine: Machine, callee: Value, args: Arguments, node: SyntaxNode): Value {
  machine.record.heavy = true;
  machine.watch?.stranger(calleeText(machine, node), machine.site ?? node);
  expose(machine, callee, node);
  const held = heldBy(machine, callee);
  for (const fn of held.functions) callFunction(machine, fn, args, node);
  const given = allOf(args);
  for (const arg of given) {
    expose(machine, arg, node);
    maybeMutate(machine, arg, node);
  }
  return fresh("unknown", {
    maybe: unique([
      ...given.flatMap((value) => (isImmutable(value) ? [] : value.ids)),
      ...[...given, callee].flatMap(reachOf),
    ]),
    functions: unique([...callee.functions, ...given.flatMap((arg) => arg.functions)]),
  });
}

/** What is called, as it is written. */
function calleeText(machine: Machine, node: SyntaxNode): string {
  const { start, end } = node.type === "call" ? (node.children[0] as SyntaxNode) : node;
  return machine.source.slice(start, end);
}

/** Memory that a value is a part of, or may be. */
function reachOf(value: Value): readonly Identity[] {
  return isImmutable(value) ? [] : [...value.whole, ...value.oneOf, ...value.maybe];
}

function allOf(args: Arguments): Value[] {
  return [...args.positional, ...args.named.values()];
}

/** A new object of a class of the notebook. */
function construct(machine: Machine, callee: Value, args: Arguments, node: SyntaxNode): Value {
  const cls = callee.cls as NonNullable<Value["cls"]>;
  const instance = fresh("instance", { cls });
  const init = memberOf(cls, "__init__");
  if (init !== undefined) callFunctions(machine, init, withSelf(instance, args), node);
  else for (const arg of allOf(args)) keep(machine, instance, arg);
  const base = libraryBase(cls);
  if (base !== null && init === undefined) machine.record.heavy = true;
  return instance;
}

export function callMethod(machine: Machine, self: Value, name: string, args: Arguments, node: SyntaxNode): Value {
  if (self.cls !== null) {
    const member = memberOf(self.cls, name);
    if (member !== undefined) return callMember(machine, self, member, args, node);
    if (self.type === "class" || self.type === "super") touchClass(machine, self.cls, node);
  }
  const base = self.cls === null ? null : libraryBase(self.cls);
  const signature = methodOf(base ?? self.type, name);
  if (machine.watch !== null && self.cls === null && self.type === "unknown")
    machine.watch.guess(self, name, calleeText(machine, node), machine.site ?? node);
  if (signature !== null && (base === null || signature.returns !== "new"))
    return applySignature(machine, signature, self, args, node, name);
  if (self.cls !== null) touchClass(machine, self.cls, node);
  if (signature !== null) return applySignature(machine, signature, self, args, node, name);
  // A task of ours: only these functions have a `map`.
  if (self.type === "function" && name === "map")
    return callLibrary(machine, "cellweave.map", withSelf(self, args), node);
  const inplace = args.named.get("inplace");
  if (inplace?.literal === "True") mutate(machine, self, node);
  else maybeMutate(machine, self, node);
  return callUnknown(machine, partOf(machine, self), args, node);
}

function callMember(machine: Machine, self: Value, member: Value, args: Arguments, node: SyntaxNode): Value {
  if (member.type !== "function") return callValue(machine, member, args, node);
  const kind = member.method;
  if (kind === "staticmethod" || (self.type === "class" && kind !== "classmethod"))
    return callFunctions(machine, member, args, node);
  if (kind === "classmethod")
    return callFunctions(
      machine,
      member,
      withSelf(self.type === "class" ? self : make("class", { cls: self.cls, ids: self.cls?.ids ?? [] }), args),
      node,
    );
  return callFunctions(
    machine,
    member,
    withSelf(self.type === "super" ? { ...self, type: "instance" } : self, args),
    node,
  );
}

/** A function of a library, or a builtin. */
function callLibrary(machine: Machine, path: string, args: Arguments, node: SyntaxNode): Value {
  const builtin = path.startsWith("builtins.") ? path.slice(9) : null;
  const root = path.split(".", 1)[0] as string;
  const last = path.slice(path.lastIndexOf(".") + 1);
  const signature = builtin !== null ? own(builtinTypes, builtin) : own(functions, path);
  const result = signature ?? defaultSignature(path, root, last, args);
  if (result === null) return callUnknown(machine, importedValue(path), args, node);
  if (signature === undefined && !quick.has(root)) machine.record.heavy = true;
  if (drawing.some((prefix) => path.startsWith(prefix)) && signature?.effects === undefined)
    machine.record.effects.add("plt:figures");
  return applySignature(machine, result, null, args, node, builtin ?? path);
}

function own<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const aliases: readonly (readonly [from: string, to: string])[] = [
  ["pylab.", "matplotlib.pyplot."],
  ["tensorflow.keras.", "keras."],
  ["posixpath.", "os.path."],
];

/** An imported thing under the name that the tables know. */
export function canonical(path: string): string {
  for (const [from, to] of aliases) if (path.startsWith(from)) return to + path.slice(from.length);
  return path;
}

function defaultSignature(path: string, root: string, last: string, args: Arguments): Signature | null {
  if (!gentle.has(root)) return null;
  const type = /^[A-Z]/.test(last)
    ? path
    : root === "numpy"
      ? "numpy.ndarray"
      : root === "pandas"
        ? "pandas.DataFrame"
        : "new";
  const keeps = /^[A-Z]/.test(last) || allOf(args).some((arg) => arg.functions.length > 0);
  const draws = root === "torch" && path.startsWith("torch.nn.") && /^[A-Z]/.test(last) && !path.includes("functional");
  const needsWeights = draws && !/Loss|ReLU|Pool|Flatten|Softmax|Tanh|Sigmoid|Identity|Upsample|GELU|SiLU/.test(last);
  return { returns: type, keeps, ...(needsWeights ? { effects: ["rng:torch"] } : {}) };
}

/** Does what the tables say a call does. */
export function applySignature(
  machine: Machine,
  signature: Signature,
  self: Value | null,
  args: Arguments,
  node: SyntaxNode,
  name: string,
): Value {
  const { record } = machine;
  if (!signature.quick) record.heavy = true;
  const given = allOf(args);
  for (const arg of given) {
    if (arg.functions.length > 0 || arg.cls !== null || arg.elements !== null) expose(machine, arg, node);
    if (consuming.has(arg.type) && !looksOnly.has(name)) mutate(machine, arg, node);
  }
  changeArguments(machine, signature, self, args, node);
  for (const effect of signature.effects ?? []) addEffect(machine, effect, self, args, node);
  if (/(?:^|[._])(?:seed|manual_seed|manual_seed_all|seed_everything|set_random_seed|set_seed)$/.test(name)) {
    for (const effect of signature.effects ?? []) machine.record.seeds.add(effect);
  }
  if (/^(?:datetime|pandas)\./.test(name) && signature.effects?.includes("time")) chance(machine, "time", node);
  if (signature.random !== undefined && !seeded(args, name)) {
    if (signature.random === "entropy") {
      if (args.positional.length === 0) chance(machine, "entropy", node);
    } else record.effects.add(signature.random);
  }
  if (self !== null && /^(?:fit|fit_\w+|split)$/.test(name) && self.literal === "draws") record.effects.add("rng:np");
  if (self === null && signature.slow && name.includes("sklearn.") && given.some(isDrawing))
    record.effects.add("rng:np");
  if (self !== null && signature.stores) for (const arg of given) keep(machine, self, arg);
  return resultOf(machine, signature, self, args, given, name);
}

/** Remembers where a cell depends on what differs from run to run. */
function chance(machine: Machine, what: string, node: SyntaxNode): void {
  const { start, end } = machine.site ?? node;
  if (!machine.record.chances.has(what)) machine.record.chances.set(what, { start, end, rank: 0 });
}

function seeded(args: Arguments, name: string): boolean {
  const state = args.named.get("random_state") ?? args.named.get("seed") ?? args.named.get("rng");
  if (args.open && state === undefined) return false;
  return (state !== undefined && state.type !== "None") || (/Random|rng/.test(name) && args.positional.length > 0);
}

function changeArguments(
  machine: Machine,
  signature: Signature,
  self: Value | null,
  args: Arguments,
  node: SyntaxNode,
): void {
  const inplace = args.named.get("inplace");
  if (self !== null && (signature.mutates === "self" || inplace?.literal === "True")) mutate(machine, self, node);
  else if (self !== null && inplace !== undefined && inplace.literal !== "False") maybeMutate(machine, self, node);
  else if (self === null && inplace?.literal === "True" && args.positional[0] !== undefined)
    mutate(machine, args.positional[0], node);
  if (Array.isArray(signature.mutates)) {
    for (const position of signature.mutates) {
      const arg = args.positional[position];
      if (arg !== undefined) mutate(machine, arg, node);
    }
  }
  const out = args.named.get("out");
  if (out !== undefined && out.type !== "None") mutate(machine, out, node);
  const printedInto = args.named.get("file");
  if (printedInto !== undefined && self === null) mutate(machine, printedInto, node);
  const axes = args.named.get("ax");
  if (axes !== undefined && axes.type !== "None") mutate(machine, axes, node);
}

function addEffect(machine: Machine, effect: string, self: Value | null, args: Arguments, node: SyntaxNode): void {
  const { record } = machine;
  if (effect === "net" || effect === "entropy") chance(machine, effect, node);
  if (effect === "exit") {
    record.exits = true;
    if (machine.site === null) machine.dead = true;
  }
  // Drawing on axes of its own is no use of the current figure.
  if (effect === "plt:figures" && args.named.has("ax")) return;
  if (!effect.includes("$")) {
    // A file that the cell opened itself has said where it reads and writes.
    if (
      (effect === "fs:read" || effect === "fs:write") &&
      self !== null &&
      self.ids.every((id) => machine.before.names(id).length === 0 && !machine.externals.has(id))
    )
      return;
    record.effects.add(effect);
    return;
  }
  const mode = effect.includes("$mode") ? fileMode(args) : null;
  const subject = /\$(self|\d)$/.exec(effect)?.[1] ?? "0";
  const index = Number(subject);
  const value = subject === "self" ? self : (args.positional[index] ?? pathKeyword(args));
  if (value === undefined || value === null) return;
  if (consuming.has(value.type) || value.type === "io.StringIO") return;
  const text = subject === "self" ? (self?.literal ?? null) : pathText(machine, value, args.nodes.get(index) ?? null);
  const isUrl = text !== null && /^(?:https?|ftp|s3|gs|hdfs|abfs):/.test(text);
  if (isUrl) {
    record.effects.add("net");
    chance(machine, "net", node);
  } else
    for (const verb of mode ?? [effect.split(":$", 1)[0]?.split(":").slice(1).join(":") ?? ""])
      record.effects.add(filed(effect, verb, text));
}

function filed(effect: string, verb: string, text: string | null): string {
  const family = effect.split(":", 1)[0] as string;
  return text === null ? `${family}:${verb}` : `${family}:${verb}:${text}`;
}

function pathKeyword(args: Arguments): Value | undefined {
  for (const name of ["filepath_or_buffer", "path_or_buf", "path", "fname", "file", "filename", "io", "fp", "f"]) {
    const value = args.named.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** "read", "write" or both, by the mode that a file is opened with. */
export function fileMode(args: Arguments): string[] {
  const mode = args.named.get("mode") ?? args.positional[1];
  const text = mode === undefined ? "r" : mode.literal;
  if (text === null) return ["read", "write"];
  const verbs = [];
  if (/^[rUtb]*$/.test(text) || text.includes("+")) verbs.push("read");
  if (/[wax+]/.test(text)) verbs.push("write");
  return verbs;
}

function resultOf(
  machine: Machine,
  signature: Signature,
  self: Value | null,
  args: Arguments,
  given: readonly Value[],
  name: string,
): Value {
  const returns = signature.returns ?? "new";
  const source = self ?? args.positional[0];
  if (args.named.get("inplace")?.literal === "True") return immutable("None");
  if (returns === "self" || returns === "first") return source ?? fresh("unknown");
  if (returns === "view")
    return source === undefined ? fresh("unknown") : viewOf(source, self === null ? "numpy.ndarray" : source.type);
  if (returns === "part") return source === undefined ? fresh("unknown") : partOf(machine, source);
  const functions = signature.keeps ? unique(given.flatMap((arg) => arg.functions)) : [];
  const type = returns === "new" ? "unknown" : returns;
  const plain = immutable(type);
  if (isImmutable(plain)) return plain;
  const out = args.named.get("out");
  if (out !== undefined && out.type !== "None") return out;
  const draws = (name.includes("sklearn.") || name.includes("imblearn.")) && drawsLater(name, args, given);
  const literal = draws ? "draws" : type === "pathlib.Path" ? joined(given) : null;
  const within = machine.watch !== null && self?.type === "unknown" && takingOut.test(name) ? self : null;
  const maybe = within === null ? [] : unique([...within.ids, ...reachOf(within)]);
  const value = fresh(type, { functions, pinned: signature.pins ?? null, literal, maybe });
  if (signature.keeps) for (const arg of given) keepContents(machine, value, arg, name);
  return value;
}

/** Whether an estimator or splitter that is made here draws from NumPy's generator, itself or by what it is given. */
function drawsLater(path: string, args: Arguments, given: readonly Value[]): boolean {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const shuffles = drawsWhenShuffled.has(name) && (args.named.get("shuffle")?.literal === "True" || args.open);
  if ((drawsWhenFitted.has(name) || shuffles) && !seeded(args, "")) return true;
  return /^(?:[A-Z]|make_)/.test(name) && given.some(isDrawing);
}

function isDrawing(value: Value): boolean {
  return value.literal === "draws" || (value.elements ?? []).some(isDrawing);
}

/** Methods that give what the object holds, whatever it is. */
const takingOut =
  /^(?:get|keys|values|items|group|groups|children|modules|parameters|named_parameters|state_dict|nodes|edges|neighbors|select_one|select|find|find_all|filter)$/;

/** `list(xs)` holds what `xs` holds; `zip(xs)` holds `xs`. */
function keepContents(machine: Machine, container: Value, value: Value, name: string): void {
  // What it holds may not be known: to be sure of a change, the container counts as holding all of it.
  const copies = /^(?:list|tuple|dict|set|frozenset|sorted|copy)$/.test(name);
  if (machine.watch !== null || !copies) {
    keep(machine, container, value, copies);
    if (machine.watch === null) return;
  }
  const held = heldBy(machine, value);
  if (held.ids.length > 0 || held.functions.length > 0)
    machine.record.links.push({ container: container.ids[0] as number, held });
}

function joined(parts: readonly Value[]): string | null {
  if (parts.length === 0) return ".";
  return parts.every((part) => part.literal !== null) ? parts.map((part) => part.literal).join("/") : null;
}
