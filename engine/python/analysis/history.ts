import type { Analysis } from "./analyse.ts";
import type { Before, Held } from "./machine.ts";
import { either, type Identity, unique, type Value } from "./value.ts";

/** What all cells up to here have bound: the state that the next cell is analysed in. */
export interface History extends Before {
  add(analysis: Analysis): void;
}

const nobody: readonly string[] = [];
const nothing: readonly Identity[] = [];

/** An empty notebook's state. */
export function newHistory(): History {
  const values = new Map<string, Value>();
  const names = new Map<Identity, readonly string[]>();
  const containers = new Map<Identity, readonly Identity[]>();
  const held = new Map<Identity, Held>();

  const unbind = (name: string) => {
    for (const id of values.get(name)?.ids ?? []) {
      const left = (names.get(id) ?? nobody).filter((other) => other !== name);
      if (left.length === 0) names.delete(id);
      else names.set(id, left);
    }
    values.delete(name);
  };
  const bind = (name: string, value: Value) => {
    unbind(name);
    values.set(name, value);
    // A module is not changed by its users; its names are known by its path.
    if (value.type !== "module") for (const id of value.ids) names.set(id, [...(names.get(id) ?? nobody), name]);
  };

  return {
    value: (name) => values.get(name),
    names: (id) => names.get(id) ?? nobody,
    containers: (id) => containers.get(id) ?? nothing,
    held: (id) => held.get(id),
    add(analysis) {
      for (const [name, value] of analysis.starred) bind(name, value);
      for (const [name, { value, certain, deleted }] of analysis.bindings) {
        const old = values.get(name);
        if (deleted) unbind(name);
        else bind(name, certain || old === undefined ? value : either(old, value));
      }
      for (const link of analysis.record.links) {
        for (const id of link.held.ids)
          containers.set(id, unique([...(containers.get(id) ?? nothing), link.container]));
        const known = held.get(link.container);
        held.set(link.container, {
          ids: unique([...(known?.ids ?? []), ...link.held.ids]),
          functions: unique([...(known?.functions ?? []), ...link.held.functions]),
        });
      }
    },
  };
}

/** One question that a cell asked of what was before it, and the answer it got. */
export type Question = (before: Before) => boolean;

/** Remembers what a cell asks, so that its analysis can be kept while the answers stay the same. */
export function asking(before: Before): { readonly before: Before; readonly questions: Question[] } {
  const questions: Question[] = [];
  const seen = new Set<string>();
  const once = (key: string, question: Question) => {
    if (seen.has(key)) return;
    seen.add(key);
    questions.push(question);
  };
  return {
    questions,
    before: {
      value: (name) => {
        const answer = before.value(name);
        once(name, (now) => now.value(name) === answer);
        return answer;
      },
      names: (id) => {
        const answer = before.names(id);
        once(`names ${id}`, (now) => same(now.names(id), answer));
        return answer;
      },
      containers: (id) => {
        const answer = before.containers(id);
        once(`containers ${id}`, (now) => same(now.containers(id), answer));
        return answer;
      },
      held: (id) => {
        const answer = before.held(id);
        once(`held ${id}`, (now) => sameHeld(now.held(id), answer));
        return answer;
      },
    },
  };
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameHeld(a: Held | undefined, b: Held | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && same(a.ids, b.ids) && same(a.functions, b.functions));
}
