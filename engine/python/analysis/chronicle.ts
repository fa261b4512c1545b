import type { Analysis } from "./analyse.ts";
import { type Changes, sameHeld } from "./history.ts";
import type { Before, Held } from "./machine.ts";
import { either, type Identity, unique, type Value } from "./value.ts";

/** A cell's place in a chronicle. */
export interface Chapter {
  /** Chapters lie in the order of their positions, which may be set anew while that order stays. */
  position: number;
  versions: readonly Version[];
  links: readonly LinkVersion[];
}

/** What one cell makes of one name. */
interface Version {
  readonly by: Chapter;
  readonly name: string;
  /** What the cell itself says: null where it deletes the name. */
  readonly own: Value | null;
  /** False where the value from before the cell may still be there after it. */
  readonly certain: boolean;
  /** Its place among the names of the cell, as the cell binds them. */
  rank: number;
  /** What the name stands for after the cell. */
  value: Value | undefined;
}

interface LinkVersion {
  readonly by: Chapter;
  readonly container: Identity;
  readonly held: Held;
}

/**
 * What every cell of a notebook binds, for questions about the state before any of them. One cell can be written anew;
 * the chronicle is then the same as if all had been written in order.
 */
export interface Chronicle {
  /** The state before a chapter, wherever it lies when it is asked. */
  before(chapter: Chapter): Before;
  /** Writes what a cell leaves behind, null for nothing, and adds what has other answers since. */
  write(chapter: Chapter, analysis: Analysis | null, changes: Changes): void;
}

const nobody: readonly string[] = [];
const nothing: readonly Identity[] = [];

/** The chapter of a cell that was not written yet. */
export function newChapter(): Chapter {
  return { position: 0, versions: [], links: [] };
}

/** The chronicle of an empty notebook. */
export function newChronicle(): Chronicle {
  const versions = new Map<string, Version[]>();
  /** Versions by the memory that their values are. */
  const holders = new Map<Identity, Version[]>();
  const linksByHeld = new Map<Identity, LinkVersion[]>();
  const linksByContainer = new Map<Identity, LinkVersion[]>();

  function valueBefore(name: string, position: number): Value | undefined {
    const all = versions.get(name);
    return all === undefined ? undefined : all[countBefore(all, position) - 1]?.value;
  }

  /** Names that share the memory, in the order in which they came to. */
  function namesBefore(id: Identity, position: number): readonly string[] {
    const current = holders.get(id)?.filter((version) => isCurrent(version, position)) ?? [];
    if (current.length === 0) return nobody;
    if (current.length > 1) current.sort((a, b) => a.by.position - b.by.position || a.rank - b.rank);
    return current.map(({ name }) => name);
  }

  function isCurrent(version: Version, position: number): boolean {
    const all = versions.get(version.name) as Version[];
    return all[countBefore(all, position) - 1] === version;
  }

  function containersBefore(id: Identity, position: number): readonly Identity[] {
    const all = linksByHeld.get(id);
    if (all === undefined) return nothing;
    return unique(all.slice(0, countBefore(all, position)).map(({ container }) => container));
  }

  function heldBefore(container: Identity, position: number): Held | undefined {
    const all = linksByContainer.get(container);
    const count = all === undefined ? 0 : countBefore(all, position);
    if (all === undefined || count === 0) return undefined;
    const links = all.slice(0, count);
    return {
      ids: unique(links.flatMap(({ held }) => held.ids)),
      functions: unique(links.flatMap(({ held }) => held.functions)),
    };
  }

  function writeVersions(chapter: Chapter, analysis: Analysis | null, changes: Changes): void {
    const before = new Map(chapter.versions.map((version) => [version.name, version]));
    const now = (analysis === null ? [] : versionsOf(chapter, analysis)).map((made, rank) => {
      const old = before.get(made.name);
      const stays = old !== undefined && old.own === made.own && old.certain === made.certain;
      if (stays) before.delete(made.name);
      const version = stays ? old : made;
      version.rank = rank;
      return version;
    });
    for (const old of before.values()) take(old, changes);
    const kept = new Set(chapter.versions);
    for (const version of now) if (!kept.has(version)) put(version, changes);
    if (!keepOrder(chapter.versions, now)) for (const { value } of now) markNames(value, changes);
    chapter.versions = now;
  }

  function put(version: Version, changes: Changes): void {
    const all = versions.get(version.name) ?? [];
    versions.set(version.name, all);
    const at = countBefore(all, version.by.position);
    if (at === all.length) all.push(version);
    else all.splice(at, 0, version);
    const hidden = all[at - 1]?.value;
    hold(version, valueAfter(version, hidden));
    changes.values.add(version.name);
    markNames(hidden, changes);
    markNames(version.value, changes);
    settle(all, at + 1, changes);
  }

  function take(version: Version, changes: Changes): void {
    const all = versions.get(version.name) ?? [];
    const at = all.indexOf(version);
    all.splice(at, 1);
    if (all.length === 0) versions.delete(version.name);
    changes.values.add(version.name);
    markNames(all[at - 1]?.value, changes);
    markNames(version.value, changes);
    hold(version, undefined);
    settle(all, at, changes);
  }

  /** Works out the versions again that leave what was there before them, as long as something changes. */
  function settle(all: readonly Version[], from: number, changes: Changes): void {
    for (let at = from; at < all.length; at++) {
      const version = all[at] as Version;
      if (version.certain) return;
      const value = valueAfter(version, all[at - 1]?.value);
      if (value === version.value) return;
      markNames(version.value, changes);
      hold(version, value);
      markNames(value, changes);
    }
  }

  /** Gives the version its value, and makes it a holder of the value's memory. */
  function hold(version: Version, value: Value | undefined): void {
    for (const id of memoryOf(version.value)) remove(holders, id, version);
    version.value = value;
    for (const id of memoryOf(value)) {
      const known = holders.get(id);
      if (known === undefined) holders.set(id, [version]);
      else if (!known.includes(version)) known.push(version);
    }
  }

  function writeLinks(chapter: Chapter, analysis: Analysis | null, changes: Changes): void {
    const links = analysis?.record.links ?? [];
    const same =
      links.length === chapter.links.length &&
      links.every(({ container, held }, at) => {
        const old = chapter.links[at];
        return old?.container === container && sameHeld(old.held, held);
      });
    if (same) return;
    for (const link of chapter.links) {
      remove(linksByContainer, link.container, link);
      for (const id of link.held.ids) remove(linksByHeld, id, link);
      markLink(link, changes);
    }
    chapter.links = links.map(({ container, held }) => ({ by: chapter, container, held }));
    for (const link of chapter.links) {
      insert(linksByContainer, link.container, link);
      for (const id of link.held.ids) insert(linksByHeld, id, link);
      markLink(link, changes);
    }
  }

  return {
    before: (chapter) => ({
      value: (name) => valueBefore(name, chapter.position),
      names: (id) => namesBefore(id, chapter.position),
      containers: (id) => containersBefore(id, chapter.position),
      held: (id) => heldBefore(id, chapter.position),
    }),
    write(chapter, analysis, changes) {
      writeVersions(chapter, analysis, changes);
      writeLinks(chapter, analysis, changes);
    },
  };
}

/** Each name that the cell binds or deletes, in the order of its last word on it. */
function versionsOf(by: Chapter, { starred, bindings }: Analysis): Version[] {
  const made = new Map<string, Version>();
  const add = (name: string, own: Value | null, certain: boolean) => {
    made.delete(name);
    made.set(name, { by, name, own, certain, rank: 0, value: undefined });
  };
  for (const [name, value] of starred) add(name, value, true);
  for (const [name, { value, certain, deleted }] of bindings) {
    const star = starred.get(name);
    if (deleted) add(name, null, true);
    else if (certain || star === undefined) add(name, value, certain);
    else add(name, either(star, value), true);
  }
  return [...made.values()];
}

function valueAfter({ own, certain }: Version, before: Value | undefined): Value | undefined {
  if (own === null) return undefined;
  return certain || before === undefined ? own : either(before, own);
}

/** Memory by which a value is known. A module is not changed by its users; its names are known by its path. */
function memoryOf(value: Value | undefined): readonly Identity[] {
  return value === undefined || value.type === "module" ? nothing : value.ids;
}

function markNames(value: Value | undefined, { names }: Changes): void {
  for (const id of memoryOf(value)) names.add(id);
}

function markLink({ container, held }: LinkVersion, changes: Changes): void {
  changes.held.add(container);
  for (const id of held.ids) changes.containers.add(id);
}

/** Whether the versions that are in both lists come in the same order. */
function keepOrder(before: readonly Version[], now: readonly Version[]): boolean {
  const stay = new Set(now);
  const order = before.filter((version) => stay.has(version)).map(({ rank }) => rank);
  return order.every((rank, at) => at === 0 || (order[at - 1] as number) < rank);
}

/** How many entries of a list in notebook order come from before a position. */
function countBefore(list: readonly { readonly by: Chapter }[], position: number): number {
  let high = list.length;
  // Most questions come from behind all that there is.
  if (high === 0 || (list[high - 1] as { by: Chapter }).by.position < position) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { by: Chapter }).by.position < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a link to its list, behind those of the same and of earlier chapters. */
function insert(lists: Map<Identity, LinkVersion[]>, key: Identity, link: LinkVersion): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  list.splice(countBefore(list, link.by.position + 1), 0, link);
}

function remove<Item>(lists: Map<Identity, Item[]>, key: Identity, item: Item): void {
  const list = lists.get(key);
  const at = list?.indexOf(item) ?? -1;
  if (list === undefined || at < 0) return;
  list.splice(at, 1);
  if (list.length === 0) lists.delete(key);
}
