import type { Json, JsonObject } from "../../model/notebook.ts";

/** A reference to an entity. */
export const ref = (id: string): JsonObject => ({ "@id": id });
export const refs = (ids: readonly string[]): JsonObject[] => ids.map(ref);

/** A path in the crate as the id of its file. */
export const fileId = (path: string): string =>
  path
    .split("/")
    .map((part) => encodeURIComponent(part))
    .join("/");

export const time = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "+00:00");

/** The entity without members that say nothing: undefined ones and empty lists. */
export function entity(id: string, type: string | readonly string[], members: { [name: string]: Json | undefined }) {
  const told = Object.entries(members).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return { "@id": id, "@type": type, ...Object.fromEntries(told) } as JsonObject;
}

/** Entities by id; the first of an id stays. */
export class Entities {
  private readonly known = new Map<string, JsonObject>();

  add(made: JsonObject): string {
    const id = String(made["@id"]);
    if (!this.known.has(id)) this.known.set(id, made);
    return id;
  }

  has(id: string): boolean {
    return this.known.has(id);
  }

  /** Adds values to a list of an entity that was added before. */
  extend(id: string, member: string, values: readonly JsonObject[]): void {
    const before = this.known.get(id);
    if (before === undefined) return;
    const list = [...((before[member] as readonly JsonObject[] | undefined) ?? []), ...values];
    const unique = [...new Map(list.map((value) => [String(value["@id"]), value])).values()];
    this.known.set(id, { ...before, [member]: unique });
  }

  /** A list of one is written as the one. */
  all(): JsonObject[] {
    return [...this.known.values()].map((made) =>
      Object.fromEntries(Object.entries(made).map(([member, value]) => [member, alone(value)])),
    );
  }
}

const alone = (value: Json): Json => (Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value);
