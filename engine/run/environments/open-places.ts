import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { drivers } from "../../drivers/index.ts";
import { CodedError } from "../../errors.ts";
import {
  defaultEnvironment,
  isDefaultPlace,
  type Place,
  type PythonFound,
  placeKey,
  type ResolvedEnvironment,
} from "../../model/environment.ts";
import type { Json, JsonObject } from "../../model/notebook.ts";
import type { Target, TransferProgress } from "../../model/target.ts";
import type { OpenPlace, Places } from "../places.ts";
import { readTemplates } from "./read-templates.ts";
import { type KnownEnvironments, resolveEnvironment } from "./resolve-environment.ts";
import { readSecret } from "./secrets.ts";
import { readSharedEnvironments } from "./shared-environments.ts";
import { readTargets } from "./targets.ts";

export interface PlacesInput {
  readonly home: string;
  readonly notebookPath: string;
  readonly runDirectory: string;
  readonly objects: string;
  readonly runner: string;
  /** What the run was started with: the default place. */
  readonly python: PythonFound;
  /** `metadata.cellweave.environments` of the notebook. */
  readonly environments: { readonly [name: string]: JsonObject };
}

/** The kinds of place whose jobs use the processors and the memory of this computer. */
const kindsHere: ReadonlySet<string> = new Set(["local", "docker"]);

/** The places of a run. The default one begins to start at once: it can do so while the notebook is compiled. */
export async function openPlaces(input: PlacesInput): Promise<Places> {
  const [{ templates }, targets, shared] = await Promise.all([
    readTemplates(input.home),
    readTargets(input.home),
    readSharedEnvironments(input.home),
  ]);
  const known: KnownEnvironments = { templates, environments: { ...shared, ...input.environments } };
  const opened = new Map<string, Promise<OpenPlace>>();
  const here = openDefault(input);
  opened.set(defaultEnvironment, here);
  const resolved = new Map<string, ResolvedEnvironment>();
  const resolve = (place: Place) => {
    const key = placeKey(place);
    const found = resolved.get(key) ?? resolveEnvironment(place, known);
    resolved.set(key, found);
    return found;
  };
  const isHere = (place: Place) => {
    try {
      const { kind, values } = resolve(place);
      return kindsHere.has(kind) && !targets.some(({ name, settings }) => name === values.target && settings.host);
    } catch {
      // Opening it says what is wrong.
      return true;
    }
  };
  return {
    open(place, onProgress) {
      const key = placeKey(place);
      const before = opened.get(key);
      if (before) return before;
      const opening = openPlace(input, resolve, targets, place, isHere(place), onProgress);
      opened.set(key, opening);
      // What could not be opened now may be the next time.
      opening.catch(() => opened.delete(key));
      return opening;
    },
    digest(place) {
      const python = `${input.python.path}@${input.python.version}`;
      if (isDefaultPlace(place)) return python;
      const { kind, values } = resolve(place);
      return hashOf([kind, kind === "local" && !values.python ? python : null, withoutResources(values)]);
    },
    slots: (place) => (isHere(place) ? null : slotsOf(resolve(place))),
    preload: (modules) => void here.then(({ connection }) => connection.preload(modules)),
    close: async () => {
      const all = await Promise.allSettled(opened.values());
      await Promise.all(all.map((one) => (one.status === "fulfilled" ? one.value.connection.close() : null)));
    },
  };
}

async function openDefault(input: PlacesInput): Promise<OpenPlace> {
  const settings = { python: input.python.path, runner: input.runner, jobs: jobsOf(input) };
  const target = { name: defaultEnvironment, driver: "local", settings };
  const driver = drivers.local;
  return { driver, target, connection: await driver.connect(target), slots: null, workers: null };
}

async function openPlace(
  input: PlacesInput,
  resolve: (place: Place) => ResolvedEnvironment,
  targets: readonly Target[],
  place: Place,
  isHere: boolean,
  onProgress: (progress: TransferProgress) => void,
): Promise<OpenPlace> {
  const environment = resolve(place);
  const driver = Object.hasOwn(drivers, environment.kind)
    ? drivers[environment.kind as keyof typeof drivers]
    : undefined;
  if (!driver) {
    const kinds = Object.keys(drivers).join(", ");
    throw new CodedError(
      "CW6022",
      `Nothing runs environments of the kind "${environment.kind}".`,
      `There is ${kinds}.`,
    );
  }
  refuseUnmade(place, environment);
  const target = targetOf(input, environment, targets, placeKey(place));
  const connection = await driver.connect(target, (name) => readSecret(input.home, name));
  try {
    const instance = await connection.prepare(environment, onProgress);
    return {
      driver,
      target: { ...target, settings: { ...target.settings, instance } },
      connection,
      slots: isHere ? null : slotsOf(environment),
      workers: coresOf(environment.values.cpus),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Run without what its code asks for, a cell could give something else without a word. */
function refuseUnmade({ wishes }: Place, { name, kind, values }: ResolvedEnvironment): void {
  if (wishes.packages === undefined || "packages" in values) return;
  throw new CodedError(
    "CW6027",
    `${wishes.packages.join(", ")} cannot be installed for "${name}": that is not done on targets of the kind ${kind} yet.`,
    "Install them there yourself, into the Python of the environment, and take the wish out of the code.",
  );
}

/** The target that the environment names, with its values and with what every driver is told of this computer. */
function targetOf(
  input: PlacesInput,
  { name, kind, values }: ResolvedEnvironment,
  targets: readonly Target[],
  key: string,
): Target {
  const wanted = typeof values.target === "string" ? values.target : kind;
  const target = targets.find((one) => one.name === wanted);
  if (!target) {
    const hint = `Tell Cellweave of it: cellweave targets add ${wanted} --kind ${kind}`;
    throw new CodedError("CW6026", `The environment "${name}" runs on "${wanted}", which is no known target.`, hint);
  }
  if (target.driver !== kind)
    throw new CodedError(
      "CW6026",
      `The environment "${name}" is for ${kind}, but its target "${wanted}" is for ${target.driver}.`,
      "Choose another target for the environment.",
    );
  const own = {
    // What is sent elsewhere is the one file, not the folder that it was unpacked to for this computer.
    runner: kind === "local" ? input.runner : input.runner.replace(/\.unpacked$/, ""),
    jobs: jobsOf(input),
    layers: join(input.home, "layers"),
    local: {
      objects: input.objects,
      items: join(input.home, "items"),
      workspace: dirname(input.notebookPath),
      journal: jobsOf(input),
      machine: hostname(),
    },
  };
  const given = kind === "local" ? { ...values, python: values.python || input.python.path } : values;
  return { name: key, driver: kind, settings: { ...target.settings, ...given, ...own } };
}

const jobsOf = ({ runDirectory }: PlacesInput) => join(runDirectory, "jobs");

const slotsOf = ({ values }: ResolvedEnvironment) => (typeof values.parallel === "number" ? values.parallel : 4);

const coresOf = (cpus: Json | undefined) => (typeof cpus === "number" ? Math.max(1, Math.floor(cpus)) : null);

/** How much of something a step is given does not change what it gives. */
function withoutResources(values: { readonly [name: string]: Json }) {
  const { cpus, memory, time, parallel, carryBytes, ...rest } = values;
  return Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
