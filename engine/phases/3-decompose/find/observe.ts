import type { Machine } from "../../../python/analysis/machine.ts";
import { machineAt, type Standing } from "../../../python/analysis/standing.ts";
import {
  type FunctionValue,
  type Identity,
  isImmutable,
  newIdentity,
  unique,
  type Value,
} from "../../../python/analysis/value.ts";
import type { Watch } from "../../../python/analysis/watch.ts";
import type { SyntaxNode } from "../../../python/parser.ts";

export interface Asked {
  readonly name: string;
  readonly at: SyntaxNode;
  /** The function or class, from outside the watched text, that asks; null for the text itself. */
  readonly by: SyntaxNode | null;
  /** Bound before on every path through the watched text. */
  readonly sure: boolean;
}

/** What a piece of a cell does to what was there before it. */
export interface Observation {
  readonly asked: readonly Asked[];
  readonly bound: readonly { readonly name: string; readonly at: SyntaxNode; readonly by: SyntaxNode | null }[];
  /** Changes of memory that was there before, and the names that lead to it. */
  readonly changes: readonly { readonly names: readonly string[]; readonly at: SyntaxNode; readonly sure: boolean }[];
  readonly strangers: readonly { readonly callee: string; readonly at: SyntaxNode }[];
  readonly effects: readonly { readonly effect: string; readonly at: SyntaxNode }[];
  readonly values: ReadonlyMap<SyntaxNode, Value>;
  readonly followed: ReadonlySet<FunctionValue>;
  readonly heavy: boolean;
  readonly machine: Machine;
  /** Whether memory was there before. */
  readonly isOutside: (id: Identity) => boolean;
}

/**
 * Follows a piece of a cell from a place on and tells what it does. `prepare` binds what the piece takes for granted and
 * is not looked at; `inside` are the functions that the piece itself defines.
 */
export function observe(
  standing: Standing,
  piece: readonly SyntaxNode[],
  options: { readonly prepare?: (machine: Machine) => void; readonly values?: ReadonlySet<SyntaxNode> } = {},
): Observation {
  const asked: Asked[] = [];
  const bound: { name: string; at: SyntaxNode; by: SyntaxNode | null }[] = [];
  const changes: { names: readonly string[]; at: SyntaxNode; sure: boolean }[] = [];
  const strangers: { callee: string; at: SyntaxNode }[] = [];
  const effects: { effect: string; at: SyntaxNode }[] = [];
  const values = new Map<SyntaxNode, Value>();
  const followed = new Set<FunctionValue>();
  const inside = definitionsIn(piece);
  let mark = Number.POSITIVE_INFINITY;
  let looking = false;
  const told = new Set<string>();
  const isOutside = (id: Identity) => id <= mark || machine.externals.has(id);
  const by = (definition: SyntaxNode | null) => (definition === null || inside.has(definition) ? null : definition);
  const watch: Watch = {
    read(name, at, reader, sure) {
      if (looking) asked.push({ name, at, by: by(reader), sure });
    },
    bind(name, at, binder) {
      if (looking) bound.push({ name, at, by: by(binder) });
    },
    change(value, at, sure) {
      // What a module is changed in is ambient state, and told as such.
      if (!looking || value.type === "module") return;
      const ids = memoryOf(value).filter(isOutside);
      if (ids.length > 0) changes.push({ names: unique(ids.flatMap((id) => leadingTo(machine, id))), at, sure });
    },
    stranger(callee, at) {
      if (looking) strangers.push({ callee, at });
    },
    unfollowed(fn, args, at, again) {
      const safe = again && args.every((arg) => isImmutable(arg) || !memoryOf(arg).some(isOutside));
      if (looking && !safe) strangers.push({ callee: fn.name, at });
    },
    guess(self, method, callee, at) {
      if (!looking || !standing.methods.has(method)) return;
      if (memoryOf(self).some(isOutside)) strangers.push({ callee, at });
    },
    follow(fn) {
      if (looking) followed.add(fn);
    },
    value(node, value) {
      if (options.values?.has(node)) values.set(node, value);
    },
    after(statement) {
      if (!looking) return;
      for (const effect of effectsOf(machine)) {
        if (told.has(effect)) continue;
        told.add(effect);
        effects.push({ effect, at: statement });
      }
    },
  };
  const machine: Machine = machineAt(standing, watch);
  options.prepare?.(machine);
  for (const effect of effectsOf(machine)) told.delete(effect);
  machine.record.effects.clear();
  machine.record.heavy = false;
  machine.breaks = [];
  mark = newIdentity();
  looking = true;
  machine.execute(piece);
  looking = false;
  return {
    asked,
    bound,
    changes,
    strangers,
    effects,
    values,
    followed,
    heavy: machine.record.heavy,
    machine,
    isOutside,
  };
}

export interface Evaluated {
  readonly machine: Machine;
  /** Of the expression and all its parts. */
  readonly values: ReadonlyMap<SyntaxNode, Value>;
  /** Names of the notebook that it asks for. */
  readonly names: ReadonlySet<string>;
}

/** Evaluates an expression at a place. */
export function evaluateAt(standing: Standing, node: SyntaxNode): Evaluated {
  const names = new Set<string>();
  const values = new Map<SyntaxNode, Value>();
  const machine = machineAt(standing, {
    ...blind,
    read: (name) => void names.add(name),
    value: (part, value) => void values.set(part, value),
  });
  machine.evaluate(node);
  return { machine, values, names };
}

const nothing = () => {};
const blind: Watch = {
  read: nothing,
  bind: nothing,
  change: nothing,
  stranger: nothing,
  unfollowed: nothing,
  follow: nothing,
  guess: nothing,
  value: nothing,
  after: nothing,
};

function effectsOf({ record }: Machine): readonly string[] {
  return record.barrier === null ? [...record.effects] : [...record.effects, "dynamic"];
}

/** All memory that a value is, shows, is a part of, or may be. */
export function memoryOf(value: Value): readonly Identity[] {
  return [...value.ids, ...value.whole, ...value.oneOf, ...value.maybe];
}

/** Names of the notebook whose value shares or holds a piece of memory. */
export function leadingTo(machine: Machine, id: Identity): readonly string[] {
  const seen = new Set<Identity>();
  const names: string[] = [];
  const open = [id];
  for (let at = open.pop(); at !== undefined && seen.size < 200; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const external = machine.externals.get(at);
    if (external !== undefined) names.push(external);
    names.push(...machine.before.names(at));
    open.push(...machine.before.containers(at));
    for (const link of machine.record.links) if (link.held.ids.includes(at)) open.push(link.container);
  }
  return unique(names);
}

const definitions = new Set(["function_definition", "lambda", "class_definition"]);

function definitionsIn(nodes: readonly SyntaxNode[], into: Set<SyntaxNode> = new Set()): Set<SyntaxNode> {
  for (const node of nodes) {
    if (definitions.has(node.type)) into.add(node);
    definitionsIn(node.children, into);
  }
  return into;
}
