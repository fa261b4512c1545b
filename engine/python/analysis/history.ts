import type { Before, Held } from "./machine.ts";
import type { Identity, Value } from "./value.ts";

/** What a cell asked of the cells before it, and what it was told: its analysis holds while the answers are the same. */
export interface Answers {
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly names: ReadonlyMap<Identity, readonly string[]>;
  readonly containers: ReadonlyMap<Identity, readonly Identity[]>;
  readonly held: ReadonlyMap<Identity, Held | undefined>;
}

/** What may have another answer than before, wherever in the notebook it is asked. */
export interface Changes {
  readonly values: Set<string>;
  readonly names: Set<Identity>;
  readonly containers: Set<Identity>;
  readonly held: Set<Identity>;
}

export function noChanges(): Changes {
  return { values: new Set(), names: new Set(), containers: new Set(), held: new Set() };
}

/** Remembers what is asked, so that what is found out can be kept while the answers stay the same. */
export function asking(before: Before): { readonly before: Before; readonly answers: Answers } {
  const values = new Map<string, Value | undefined>();
  const names = new Map<Identity, readonly string[]>();
  const containers = new Map<Identity, readonly Identity[]>();
  const held = new Map<Identity, Held | undefined>();
  return {
    answers: { values, names, containers, held },
    before: {
      value: (name) => remember(values, name, before.value),
      names: (id) => remember(names, id, before.names),
      containers: (id) => remember(containers, id, before.containers),
      held: (id) => remember(held, id, before.held),
    },
  };
}

function remember<Key, Answer>(known: Map<Key, Answer>, key: Key, ask: (key: Key) => Answer): Answer {
  const answer = ask(key);
  if (!known.has(key)) known.set(key, answer);
  return answer;
}

/** Whether all questions have the same answers now. */
export function stillHold({ values, names, containers, held }: Answers, now: Before): boolean {
  for (const [name, answer] of values) if (now.value(name) !== answer) return false;
  for (const [id, answer] of names) if (!sameItems(now.names(id), answer)) return false;
  for (const [id, answer] of containers) if (!sameItems(now.containers(id), answer)) return false;
  for (const [id, answer] of held) if (!sameHeld(now.held(id), answer)) return false;
  return true;
}

/** Whether an answer may be another one now. */
export function touched(answers: Answers, changes: Changes): boolean {
  return (
    meets(answers.values, changes.values) ||
    meets(answers.names, changes.names) ||
    meets(answers.containers, changes.containers) ||
    meets(answers.held, changes.held)
  );
}

function meets<Key>(asked: ReadonlyMap<Key, unknown>, changed: ReadonlySet<Key>): boolean {
  if (asked.size === 0 || changed.size === 0) return false;
  const [few, many] = asked.size < changed.size ? [asked.keys(), changed] : [changed, asked];
  for (const key of few) if (many.has(key)) return true;
  return false;
}

export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

export function sameHeld(a: Held | undefined, b: Held | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && sameItems(a.ids, b.ids) && sameItems(a.functions, b.functions))
  );
}
