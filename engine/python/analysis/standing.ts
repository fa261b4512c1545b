import type { PythonParser, SyntaxNode } from "../parser.ts";
import { newMachine, type ParsedCell } from "./analyse.ts";
import type { Before, Held, Machine } from "./machine.ts";
import { either, type Identity, unique, type Value } from "./value.ts";
import type { Watch } from "./watch.ts";

/** A place inside a cell: what the notebook's names hold when a run gets there. */
export interface Standing {
  readonly cell: ParsedCell;
  readonly before: Before;
  readonly parser: PythonParser;
  /** Names that no cell binds, and what stands for them. */
  readonly externals: ReadonlyMap<Identity, string>;
  readonly unknowns: ReadonlyMap<string, Value>;
  readonly stars: ReadonlySet<string>;
  /** Methods of the notebook's classes: what an object that nobody knows may have, too. */
  readonly methods: ReadonlySet<string>;
}

/** The beginning of a cell. */
export function atStart(
  cell: ParsedCell,
  before: Before,
  parser: PythonParser,
  methods: ReadonlySet<string>,
): Standing {
  return { cell, before, parser, externals: new Map(), unknowns: new Map(), stars: new Set(), methods };
}

/** A machine that goes on from a place with an empty sheet: what it finds is what happens from there on. */
export function machineAt(standing: Standing, watch: Watch | null = null): Machine {
  const machine = newMachine(standing.cell, standing.before, standing.parser, watch);
  for (const [id, name] of standing.externals) machine.externals.set(id, name);
  for (const [name, value] of standing.unknowns) machine.unknowns.set(name, value);
  for (const star of standing.stars) machine.record.stars.add(star);
  return machine;
}

/** The place that a machine has come to. It holds until the machine goes on. */
export function standingOf(from: Standing, machine: Machine): Standing {
  return {
    ...from,
    before: layer(from.before, machine),
    externals: machine.externals,
    unknowns: machine.unknowns,
    stars: machine.record.stars,
  };
}

/** The place after a few statements. */
export function standingAfter(from: Standing, statements: readonly SyntaxNode[]): Standing {
  const machine = machineAt(from);
  machine.execute(statements);
  return standingOf(from, machine);
}

/** What was there before, and over it what a machine has bound and linked since. */
function layer(before: Before, machine: Machine): Before {
  const { globals } = machine;
  const { links } = machine.record;
  const names = (id: Identity): readonly string[] => {
    const old = before.names(id).filter((name) => globals.get(name)?.certain !== true);
    const bound = [...globals].filter(([, { value, deleted }]) => !deleted && holds(value, id));
    return unique([...old, ...bound.map(([name]) => name)]);
  };
  const held = (id: Identity): Held | undefined => {
    const old = before.held(id);
    const since = links.filter((link) => link.container === id).map((link) => link.held);
    if (since.length === 0) return old;
    const all = old === undefined ? since : [old, ...since];
    return { ids: unique(all.flatMap(({ ids }) => ids)), functions: unique(all.flatMap((one) => one.functions)) };
  };
  return {
    value: (name) => {
      const binding = globals.get(name);
      if (binding === undefined) return before.value(name);
      const old = before.value(name);
      if (binding.deleted) return binding.certain ? undefined : old;
      return binding.certain || old === undefined ? binding.value : either(old, binding.value);
    },
    names,
    containers: (id) => {
      const since = links.filter((link) => link.held.ids.includes(id)).map((link) => link.container);
      return unique([...before.containers(id), ...since]);
    },
    held,
  };
}

function holds(value: Value, id: Identity): boolean {
  return value.type !== "module" && value.ids.includes(id);
}
