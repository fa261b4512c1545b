import { Ajv } from "ajv";
import { CodedError } from "../../errors.ts";
import {
  defaultEnvironment,
  type Environment,
  type EnvironmentTemplate,
  type Place,
  type ResolvedEnvironment,
  type ValueOrigin,
} from "../../model/environment.ts";
import type { Json, JsonObject } from "../../model/notebook.ts";

export interface KnownEnvironments {
  readonly templates: readonly EnvironmentTemplate[];
  /** By name; the notebook's own stand before those of the workspace. */
  readonly environments: { readonly [name: string]: JsonObject };
}

/** What a cell that no environment was placed on runs in, unless its code asks for more. */
const plain: Environment = { template: "local-venv" };

/**
 * All values for a place: the template's, over them the environment's, over them what the code asks for.
 * Throws CW6021 for an environment and CW6022 for a template that is not there, CW6023 for values that do not fit.
 */
export function resolveEnvironment(place: Place, known: KnownEnvironments): ResolvedEnvironment {
  const environment = environmentOf(place, known);
  const template = known.templates.find(({ name }) => name === environment.template);
  if (!template) throw noTemplate(place.environment, environment.template, known);
  const values: { [name: string]: Json } = {};
  const origins: { [name: string]: ValueOrigin } = {};
  const take = (given: { readonly [name: string]: Json }, origin: ValueOrigin) => {
    for (const [name, value] of Object.entries(given)) {
      values[name] = name === "packages" ? joined(values[name], value) : value;
      origins[name] = origin;
    }
  };
  const { properties } = template.parameters;
  const defaults = Object.entries(properties).filter(([, { default: value }]) => value !== undefined);
  take(Object.fromEntries(defaults.map(([name, schema]) => [name, schema.default as Json])), "template");
  take(environment.values ?? {}, "environment");
  // What this kind of place has no word for changes nothing there.
  take(Object.fromEntries(Object.entries(place.wishes).filter(([name]) => name in properties)), "cell");
  take(template.fixed ?? {}, "template");
  check(place.environment, template, values);
  return { name: place.environment, template: template.name, kind: template.kind, values, origins };
}

function environmentOf({ environment }: Place, { environments }: KnownEnvironments): Environment {
  const found = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  if (found !== undefined) {
    if (typeof found.template === "string") return found as unknown as Environment;
    const hint = "Build it from a template again, or take it out of the notebook's metadata.";
    throw new CodedError(
      "CW6022",
      `The environment "${environment}" does not say which template it is built from.`,
      hint,
    );
  }
  if (environment === defaultEnvironment) return plain;
  const names = [defaultEnvironment, ...Object.keys(environments)].map((name) => `"${name}"`).join(", ");
  const hint = `Build it from a template, or place another on the cell: there is ${names}.`;
  throw new CodedError("CW6021", `There is no environment "${environment}".`, hint);
}

/** Packages add up: what the code asks for comes on top. The later entry for the same package counts. */
function joined(before: Json | undefined, more: Json): Json {
  if (!Array.isArray(before) || !Array.isArray(more)) return more;
  const byName = new Map([...before, ...more].map((entry) => [packageName(String(entry)), entry]));
  return [...byName.values()];
}

const packageName = (entry: string) =>
  (/^[A-Za-z0-9._-]+/.exec(entry)?.[0] ?? entry).toLowerCase().replace(/[._-]+/g, "-");

function check(name: string, template: EnvironmentTemplate, values: { readonly [name: string]: Json }): void {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const schema = { ...template.parameters, additionalProperties: false };
  if (ajv.validate(schema, values)) return;
  const problems = (ajv.errors ?? []).map(({ instancePath, message, params }) => {
    const where = instancePath.slice(1) || params.missingProperty || params.additionalProperty || "it";
    return `${where} ${params.additionalProperty ? "is not one of its parameters" : params.missingProperty ? "is missing" : message}`;
  });
  throw new CodedError(
    "CW6023",
    `The environment "${name}" does not fit its template ${template.name}: ${[...new Set(problems)].join("; ")}.`,
    "Open the environment and give the values again.",
  );
}

function noTemplate(name: string, template: string, { templates }: KnownEnvironments): CodedError {
  const names = templates.map((one) => one.name).join(", ");
  return new CodedError(
    "CW6022",
    `The environment "${name}" is built from the template "${template}", which is not there.`,
    `Put its file into the folder of templates, or build the environment from another: ${names}.`,
  );
}
