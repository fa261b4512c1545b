import type { Json, JsonObject } from "./notebook.ts";
import type { ResourceWishes } from "./skeleton.ts";

/** A Python that was found on the machine. */
export interface PythonFound {
  readonly path: string;
  readonly version: string;
  /** Why it is listed: given by `--python`, the notebook's kernelspec, an active environment, Cellweave's own, or PATH. */
  readonly origin: "option" | "kernelspec" | "active" | "cellweave" | "path";
  readonly label: string;
  readonly hasIPython: boolean;
}

/** A blueprint of environments: one file of `templates/environments`, or of a person's own folder. */
export interface EnvironmentTemplate {
  readonly name: string;
  readonly version: number;
  /** The driver that runs what is placed on it. */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** Name of a Lucide icon. */
  readonly icon: string;
  /** A CSS colour name of the palette. */
  readonly color: string;
  /** JSON Schema of an object; each property has a title, a description and, unless it must be given, a default. */
  readonly parameters: {
    readonly type: "object";
    readonly properties: { readonly [name: string]: JsonObject };
    readonly required?: readonly string[];
  };
  /** What a beginner is asked; the rest stands under Advanced. */
  readonly asked: readonly string[];
  /** Values that nobody may change; they are shown. */
  readonly fixed?: { readonly [name: string]: Json };
  /** Parameters that are not shown at all. */
  readonly hidden?: readonly string[];
}

/** Built from a template: `metadata.cellweave.environments[name]` of a notebook, or shared by all of a workspace. */
export interface Environment {
  readonly template: string;
  readonly version?: number;
  readonly title?: string;
  readonly color?: string;
  readonly values?: { readonly [name: string]: Json };
}

/** Who gave a value; the later overrides the earlier. */
export type ValueOrigin = "template" | "environment" | "cell";

/** All values of an environment as a step is given them. */
export interface ResolvedEnvironment {
  readonly name: string;
  readonly template: string;
  readonly kind: string;
  readonly values: { readonly [name: string]: Json };
  readonly origins: { readonly [name: string]: ValueOrigin };
}

/** Name of the environment of a cell that none was placed on: the Python that the run was started with. */
export const defaultEnvironment = "local";

/** Where a part runs: parts of different places never share a process. */
export interface Place {
  readonly environment: string;
  /** What the code itself asks of its environment, by decorator; empty where that makes no difference. */
  readonly wishes: ResourceWishes;
}

export const defaultPlace: Place = { environment: defaultEnvironment, wishes: {} };

/** Wishes that mean another Python, and so another process, on this computer too. */
const wishesOfItsOwn = ["packages"] as const;

/** The place of a cell with this environment and these wishes. */
export function placeOf(environment: string | undefined, wishes: ResourceWishes): Place {
  if (environment !== undefined && environment !== defaultEnvironment) return { environment, wishes };
  if (wishesOfItsOwn.every((name) => wishes[name] === undefined)) return defaultPlace;
  const own = Object.fromEntries(
    wishesOfItsOwn.flatMap((name) => (wishes[name] === undefined ? [] : [[name, wishes[name]]])),
  );
  return { environment: defaultEnvironment, wishes: own };
}

/** Equal for equal places. */
export function placeKey(place: Place): string {
  if (place === defaultPlace) return defaultEnvironment;
  const { environment, wishes } = place;
  const sorted = Object.entries(wishes).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length === 0 ? environment : `${environment} ${JSON.stringify(sorted)}`;
}

/** Whether nobody chose it: such a part may run wherever those run that it must share a process with. */
export function isDefaultPlace(place: Place): boolean {
  return place.environment === defaultEnvironment && Object.keys(place.wishes).length === 0;
}

/** What a step really ran in; written into the run's record. */
export interface EnvironmentInstance {
  readonly name: string;
  readonly kind: string;
  /** The command that starts Python there. */
  readonly python: string;
  readonly version: string;
  /** Equal for instances that give equal results: what is stored of one may be taken for the other. */
  readonly digest: string;
  /** Versions of what is installed, by the name of the distribution; absent where that was not asked. */
  readonly packages?: { readonly [name: string]: string };
  /** Digest of the container image. */
  readonly image?: string;
}
