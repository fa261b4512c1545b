import type { Magic } from "../ipython.ts";
import type { Syntax, SyntaxNode } from "../parser.ts";
import { builtinTypes } from "../tables/builtins.ts";
import { historyNames, moduleNames, starNames } from "../tables/names.ts";
import {
  type Binding,
  type ClassValue,
  either,
  type Frame,
  type FunctionValue,
  fresh,
  type Identity,
  importedValue,
  isImmutable,
  make,
  unique,
  type Value,
} from "./value.ts";
import type { Watch } from "./watch.ts";

/** What was there before the cell; the answers that a cell got decide whether its analysis still holds. */
export interface Before {
  value(name: string): Value | undefined;
  /** Names that share a piece of memory. */
  names(id: Identity): readonly string[];
  /** Memory that holds this memory, and what it holds. */
  containers(id: Identity): readonly Identity[];
  held(id: Identity): Held | undefined;
}

export interface Held {
  readonly ids: readonly Identity[];
  readonly functions: readonly FunctionValue[];
}

export interface Place {
  readonly start: number;
  readonly end: number;
  readonly rank: 0 | 1 | 2;
}

/** What a cell was found to do. */
export interface Record {
  /** Name → true when only some path reads it. */
  readonly reads: Map<string, boolean>;
  /** Read by a shell line or a magic that may mean something else by it. */
  readonly soft: Set<string>;
  readonly mutates: Set<string>;
  readonly maybeMutates: Set<string>;
  readonly effects: Set<string>;
  readonly imports: Set<string>;
  readonly places: Map<string, Place>;
  /** Libraries whose values or functions it uses. */
  readonly libraries: Set<string>;
  /** `loose` where it may hold no more than what the value held. */
  readonly links: { readonly container: Identity; readonly held: Held; readonly loose?: true }[];
  readonly stars: Set<string>;
  /** Generators that it seeds. */
  readonly seeds: Set<string>;
  /** Where it depends on the clock, the network or the system's entropy. */
  readonly chances: Map<string, Place>;
  heavy: boolean;
  barrier: string | null;
  exits: boolean;
}

export interface State {
  readonly globals: Map<string, Binding>;
  readonly locals: Map<string, Binding>;
  readonly dead: boolean;
}

export interface Machine {
  readonly before: Before;
  readonly record: Record;
  /** Magics of the cell by where they begin. */
  readonly magics: ReadonlyMap<number, Magic>;
  source: string;
  globals: Map<string, Binding>;
  frame: Frame;
  /** The class whose body runs. */
  owner: ClassValue | null;
  dead: boolean;
  /** The call in the cell that led into a function, so that places are in the cell. */
  site: SyntaxNode | null;
  readonly calls: FunctionValue[];
  readonly touched: Set<unknown>;
  breaks: State[] | null;
  returns: { readonly values: Value[]; readonly states: State[] } | null;
  loops: number;
  /** Above 0 while code is followed that may never be called. */
  doubt: number;
  /** Steps left before functions are no longer followed. */
  budget: number;
  readonly externals: Map<Identity, string>;
  readonly unknowns: Map<string, Value>;
  /** Told more than the record keeps; null for the analysis of whole cells. */
  readonly watch: Watch | null;
  readonly parse: (source: string) => Syntax;
  /** Evaluates an expression, runs statements; set once, so that the tables of nodes need not know each other. */
  readonly evaluate: (node: SyntaxNode) => Value;
  readonly execute: (nodes: readonly SyntaxNode[]) => void;
}

export function snapshot(machine: Machine): State {
  return { globals: new Map(machine.globals), locals: new Map(machine.frame.locals), dead: machine.dead };
}

export function restore(machine: Machine, state: State): void {
  machine.globals = new Map(state.globals);
  machine.frame.locals = new Map(state.locals);
  machine.dead = state.dead;
}

/** Goes on from where several paths meet; paths that ended do not count. */
export function meet(machine: Machine, states: readonly State[]): void {
  const alive = states.filter((state) => !state.dead);
  const [first, ...rest] = alive.length > 0 ? alive : states.slice(0, 1);
  if (first === undefined) return;
  machine.dead = alive.length === 0;
  machine.globals = rest.reduce((all, state) => meetBindings(all, state.globals), new Map(first.globals));
  machine.frame.locals = rest.reduce((all, state) => meetBindings(all, state.locals), new Map(first.locals));
}

function meetBindings(a: Map<string, Binding>, b: ReadonlyMap<string, Binding>): Map<string, Binding> {
  for (const [name, binding] of a) {
    const other = b.get(name);
    if (other === binding) continue;
    if (other === undefined) a.set(name, { ...binding, certain: false });
    else if (binding.deleted !== other.deleted)
      a.set(name, { value: binding.deleted ? other.value : binding.value, certain: false, deleted: false });
    else
      a.set(name, {
        value: either(binding.value, other.value),
        certain: binding.certain && other.certain,
        deleted: binding.deleted,
      });
  }
  for (const [name, binding] of b) if (!a.has(name)) a.set(name, { ...binding, certain: false });
  return a;
}

export function note(machine: Machine, name: string, node: SyntaxNode, rank: Place["rank"]): void {
  const known = machine.record.places.get(name);
  if (known !== undefined && known.rank <= rank) return;
  const { start, end } = machine.site ?? node;
  machine.record.places.set(name, { start, end, rank });
}

/** The value of a name by Python's rules, from inside outwards. */
export function readName(machine: Machine, name: string, node: SyntaxNode): Value {
  for (let frame: Frame | null = machine.frame; frame !== null && frame.kind !== "module"; frame = frame.parent) {
    if (frame.scope.globals.has(name)) break;
    if (frame.kind === "class" && frame !== machine.frame) continue;
    const local = frame.locals.get(name);
    if (local !== undefined && !local.deleted) return local.value;
    if (frame.kind !== "class" && frame.scope.bound.has(name) && !frame.scope.nonlocals.has(name))
      return make("unknown");
    const types = frame.scope.parent;
    if (types?.kind === "types" && types.bound.has(name)) return make("unknown");
  }
  return readGlobal(machine, name, node);
}

export function readGlobal(machine: Machine, name: string, node: SyntaxNode): Value {
  const binding = machine.globals.get(name);
  machine.watch?.read(name, machine.site ?? node, asker(machine), binding?.certain === true && !binding.deleted);
  if (binding?.certain) return see(machine, binding.deleted ? make("unknown") : binding.value);
  const before = machine.before.value(name);
  if (binding !== undefined) {
    if (before === undefined) return see(machine, binding.value);
    if (!machine.record.reads.has(name)) machine.record.reads.set(name, true);
    note(machine, name, node, 0);
    return see(machine, binding.deleted ? before : either(binding.value, before));
  }
  if (before === undefined) {
    const own = outsideValue(machine, name);
    if (own !== undefined) return own;
  }
  machine.record.reads.set(name, (machine.record.reads.get(name) ?? true) && machine.doubt > 0);
  note(machine, name, node, 0);
  return see(machine, before ?? external(machine, name));
}

/** A name that no cell binds: a builtin, a name of the kernel, or one that an `import *` brought. */
function outsideValue(machine: Machine, name: string): Value | undefined {
  if (historyNames.test(name)) {
    machine.record.effects.add("ipython:history");
    return undefined;
  }
  for (const star of machine.record.stars) {
    const names = starNames(star);
    if (names?.has(name)) return see(machine, importedValue(`${star}.${name}`));
    if (names === null && !Object.hasOwn(builtinTypes, name)) return make("unknown");
  }
  if (Object.hasOwn(builtinTypes, name)) return importedValue(`builtins.${name}`);
  return moduleNames.has(name) ? make("str", name === "__name__" ? { literal: "__main__" } : undefined) : undefined;
}

/** The function whose body is followed. */
function asker(machine: Machine): SyntaxNode | null {
  return machine.calls.at(-1)?.node ?? null;
}

function see(machine: Machine, value: Value): Value {
  const type = value.path ?? value.type;
  const dot = type.indexOf(".");
  if (value.path !== null || dot > 0) machine.record.libraries.add(dot < 0 ? type : type.slice(0, dot));
  return value;
}

function external(machine: Machine, name: string): Value {
  const known = machine.unknowns.get(name);
  if (known !== undefined) return known;
  const value = fresh("unknown");
  machine.unknowns.set(name, value);
  machine.externals.set(value.ids[0] as Identity, name);
  return value;
}

/** Binds a name where Python would. */
export function bindName(machine: Machine, name: string, value: Value, node: SyntaxNode): void {
  let frame: Frame = machine.frame;
  while (frame.kind === "comprehension" && !frame.scope.bound.has(name) && frame.parent !== null) frame = frame.parent;
  if (frame.kind === "module" || frame.scope.globals.has(name)) {
    machine.globals.set(name, { value, certain: true, deleted: false });
    machine.watch?.bind(name, machine.site ?? node, asker(machine));
    note(machine, name, node, 1);
  } else if (frame.scope.nonlocals.has(name)) {
    // A closure's variable outlives the call: whoever holds the function sees it change.
    const running = machine.calls.at(-1);
    if (running === undefined) return;
    machine.watch?.change(make("function", { ids: running.ids }), machine.site ?? node, true);
    mutateIds(machine, running.ids, node);
  } else frame.locals.set(name, { value, certain: true, deleted: false });
}

export function deleteName(machine: Machine, name: string, node: SyntaxNode): void {
  const { frame } = machine;
  if (frame.kind !== "module" && !frame.scope.globals.has(name)) {
    frame.locals.delete(name);
    return;
  }
  machine.globals.set(name, { value: make("unknown"), certain: true, deleted: true });
  machine.watch?.bind(name, machine.site ?? node, asker(machine));
  note(machine, name, node, 1);
}

/** The value's memory is changed in place, so everything that shares or holds it changes. */
export function mutate(machine: Machine, value: Value, node: SyntaxNode): void {
  if (isImmutable(value)) return;
  machine.watch?.change(value, machine.site ?? node, true);
  const more = value.whole.length + value.oneOf.length > 0;
  mutateIds(machine, more ? [...value.ids, ...value.whole, ...value.oneOf] : value.ids, node);
  for (const id of value.maybe) for (const name of namesReaching(machine, id)) machine.record.maybeMutates.add(name);
}

export function maybeMutate(machine: Machine, value: Value, node: SyntaxNode): void {
  if (isImmutable(value) || value.type === "module" || value.type === "function") return;
  machine.watch?.change(value, machine.site ?? node, false);
  for (const id of [...value.ids, ...value.whole, ...value.oneOf, ...value.maybe])
    for (const name of namesReaching(machine, id)) machine.record.maybeMutates.add(name);
}

function mutateIds(machine: Machine, ids: readonly Identity[], node: SyntaxNode): void {
  let earlier = false;
  for (const id of ids) {
    for (const name of namesReaching(machine, id)) {
      earlier = true;
      machine.record.mutates.add(name);
      note(machine, name, node, 2);
    }
  }
  if (earlier) return;
  for (const [name, binding] of machine.globals) {
    if (binding.deleted || isFile(binding.value) || !binding.value.ids.some((id) => ids.includes(id))) continue;
    machine.record.mutates.add(name);
  }
}

export function isFile(value: Value): boolean {
  return value.type === "file";
}

/** Names from before the cell whose value shares or holds a piece of memory. */
function namesReaching(machine: Machine, id: Identity): readonly string[] {
  const seen = new Set<Identity>();
  const names: string[] = [];
  const open = [id];
  for (let at = open.pop(); at !== undefined && seen.size < 50; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const outside = machine.externals.get(at);
    if (outside !== undefined) names.push(outside);
    names.push(...machine.before.names(at));
    open.push(...machine.before.containers(at));
    for (const link of machine.record.links) if (link.held.ids.includes(at)) open.push(link.container);
  }
  return unique(names);
}

/** From now on the container refers to the value. */
export function keep(machine: Machine, container: Value, value: Value, loose = false): void {
  const ids = isImmutable(value) || value.type === "module" || value.type === "function" ? [] : value.ids;
  if (ids.length === 0 && value.functions.length === 0) return;
  for (const id of container.ids.slice(0, 1)) {
    if (ids.includes(id)) continue;
    const held = { ids, functions: value.functions };
    machine.record.links.push(loose ? { container: id, held, loose } : { container: id, held });
  }
}

/** What memory refers to, as far as it is known. */
export function heldBy(machine: Machine, value: Value): Held {
  const ids: Identity[] = [];
  const functions: FunctionValue[] = [];
  for (const id of value.ids) {
    const before = machine.before.held(id);
    if (before !== undefined) {
      ids.push(...before.ids);
      functions.push(...before.functions);
    }
    for (const link of machine.record.links) {
      if (link.container !== id) continue;
      ids.push(...link.held.ids);
      functions.push(...link.held.functions);
    }
  }
  return { ids, functions };
}

/** Something taken out of a value: an attribute or an element. To change it changes the whole. */
export function partOf(machine: Machine, value: Value, type = "unknown"): Value {
  if (isImmutable(value)) return make(type === "unknown" ? value.type : type);
  const held = heldBy(machine, value);
  // The axes of a figure are drawn on as the figure is.
  const kept = type === "unknown" && value.type === "matplotlib.figure" ? value.type : type;
  return fresh(kept, {
    whole: unique([...value.ids, ...value.whole]),
    oneOf: unique([...value.oneOf, ...held.ids]),
    maybe: value.maybe,
    functions: unique([...value.functions, ...held.functions]),
  });
}

/** Something that shows the same memory: a slice of an array. */
export function viewOf(value: Value, type = value.type): Value {
  return make(type, { ids: value.ids, whole: value.whole, oneOf: value.oneOf, maybe: value.maybe });
}
