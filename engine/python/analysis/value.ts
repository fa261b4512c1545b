import type { SyntaxNode } from "../parser.ts";
import type { Scope } from "../scopes.ts";

/** Stands for one piece of mutable memory. */
export type Identity = number;

/** What the analysis knows of a value. Values never change: what is done to their memory is kept by identity. */
export interface Value {
  /** "unknown", "int", "str", "list", "module", "function", "class", "instance", or a library's dotted type. */
  readonly type: string;
  /** Dotted path of an imported thing: "numpy.random.seed". */
  readonly path: string | null;
  /** Memory that it certainly shares: its own, and that of what it is a view of. */
  readonly ids: readonly Identity[];
  /** Memory that it is a part of: to change the part is to change the whole, not the other way round. */
  readonly whole: readonly Identity[];
  /** It is one of these, or a part of one: an element of a list, what either branch gave. */
  readonly oneOf: readonly Identity[];
  /** Memory that it may share, for all that is known. */
  readonly maybe: readonly Identity[];
  /** Functions that run when it is called or used. */
  readonly functions: readonly FunctionValue[];
  /** The class itself, or the class of an instance. */
  readonly cls: ClassValue | null;
  /** The receiver of a bound method, with `method` its name. */
  readonly self: Value | null;
  readonly method: string | null;
  /** A known string, number or path, as text. */
  readonly literal: string | null;
  readonly elements: readonly Value[] | null;
  /** Why it cannot leave the process; null when it can. */
  readonly pinned: string | null;
}

export interface FunctionValue {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly source: string;
  readonly scope: Scope;
  readonly frame: Frame;
  readonly defaults: ReadonlyMap<string, Value>;
  readonly generator: boolean;
  /** The class that it was defined in, for `super()`. */
  readonly owner: ClassValue | null;
  readonly ids: readonly Identity[];
}

export interface ClassValue {
  readonly name: string;
  readonly bases: readonly Value[];
  readonly members: ReadonlyMap<string, Value>;
  readonly scope: Scope;
  readonly ids: readonly Identity[];
}

export interface Binding {
  readonly value: Value;
  /** False when it is bound on some paths only. */
  readonly certain: boolean;
  readonly deleted: boolean;
}

export interface Frame {
  readonly kind: "module" | "function" | "class" | "comprehension";
  readonly scope: Scope;
  readonly parent: Frame | null;
  locals: Map<string, Binding>;
}

const blank: Value = {
  type: "unknown",
  path: null,
  ids: [],
  whole: [],
  oneOf: [],
  maybe: [],
  functions: [],
  cls: null,
  self: null,
  method: null,
  literal: null,
  elements: null,
  pinned: null,
};

export function make(type: string, more?: Partial<Value>): Value {
  return more === undefined ? { ...blank, type } : { ...blank, type, ...more };
}

let identities = 0;

/** Where the memory of the cell that is analysed comes from, and what it met. */
interface Supply {
  readonly identities: Identity[];
  given: number;
  readonly met: Met;
}

let supply: Supply | null = null;

export function newIdentity(): Identity {
  if (supply === null) return ++identities;
  const at = supply.given++;
  supply.identities[at] ??= ++identities;
  return supply.identities[at] as Identity;
}

/**
 * Follows a cell whose memory gets these identities, in the order of its appearance; what it needs beyond them is added.
 * A cell that is followed again so gets the same memory, and who read of it nothing new.
 */
export function withIdentities<Result>(known: Identity[], follow: () => Result): Result {
  const outer = supply;
  supply = { identities: known, given: 0, met: new WeakMap() };
  try {
    return follow();
  } finally {
    supply = outer;
  }
}

/** A value with memory of its own. */
export function fresh(type: string, more?: Partial<Value>): Value {
  return make(type, { ids: [newIdentity()], ...more });
}

const simple = new Map(
  ["int", "float", "str", "bytes", "bool", "None", "complex", "range"].map((type) => [type, make(type)]),
);

/** A number, string or other value that nobody can change. */
export function immutable(type: string): Value {
  return simple.get(type) ?? make(type);
}

export function isImmutable(value: Value): boolean {
  return simple.has(value.type);
}

const imported = new Map<string, Value>();

/** The one value of an imported path, so that two imports of it are equal. */
export function importedValue(path: string): Value {
  const known = imported.get(path);
  if (known !== undefined) return known;
  const dot = path.indexOf(".");
  // It belongs to no cell.
  const ids = dot < 0 ? [++identities] : importedValue(path.slice(0, dot)).ids;
  const value = make("module", { path, ids });
  // Bounded: an editor that stays open must not collect every path ever typed.
  if (imported.size > 20_000) imported.clear();
  imported.set(path, value);
  return value;
}

/** What a name holds where two paths meet. */
export function either(a: Value, b: Value): Value {
  if (a === b) return a;
  if (a.type === "None") return b;
  if (b.type === "None") return a;
  // The same two always give the same one, so that what was read with it need not be read again.
  const met = supply?.met ?? metOutside;
  const known = met.get(a)?.get(b);
  if (known !== undefined) return known;
  const value = join(a, b);
  const ofA = met.get(a) ?? new WeakMap<Value, Value>();
  met.set(a, ofA.set(b, value));
  return value;
}

type Met = WeakMap<Value, WeakMap<Value, Value>>;
const metOutside: Met = new WeakMap();

function join(a: Value, b: Value): Value {
  const ids = a.ids.filter((id) => b.ids.includes(id));
  const rest = [...a.ids, ...b.ids, ...a.oneOf, ...b.oneOf, ...a.whole, ...b.whole].filter((id) => !ids.includes(id));
  return make(a.type === b.type ? a.type : "unknown", {
    path: a.path === b.path ? a.path : null,
    ids: ids.length > 0 ? ids : [newIdentity()],
    whole: a.whole.filter((id) => b.whole.includes(id)),
    oneOf: unique(rest),
    maybe: unique([...a.maybe, ...b.maybe]),
    functions: unique([...a.functions, ...b.functions]),
    cls: a.cls === b.cls ? a.cls : null,
    literal: a.literal === b.literal ? a.literal : null,
    pinned: a.pinned ?? b.pinned,
  });
}

export function unique<T>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Set(items)];
}
