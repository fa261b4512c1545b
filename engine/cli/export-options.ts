import type { SettingSchema } from "@cellweave/nodes/define-node";
import type { ExportOptions } from "../export/exporter.ts";
import { badUse } from "./usage.ts";

type Settings = { readonly [name: string]: SettingSchema };

/** `--option name=value` as the format's settings want them; the last one of a name counts. Errors: CW9001. */
export function readExportOptions(given: readonly string[], settings: Settings = {}): ExportOptions {
  return Object.fromEntries(
    given.map((option) => {
      const equals = option.indexOf("=");
      if (equals < 0) throw badUse(`--option takes name=value, not "${option}"`);
      const [name, text] = [option.slice(0, equals).trim(), option.slice(equals + 1)];
      return [name, optionValue(name, text, settings)];
    }),
  );
}

/** The problem with what was chosen, in words; null where it fits the settings. */
export function optionProblem(options: ExportOptions, settings: Settings = {}): string | null {
  for (const [name, value] of Object.entries(options)) {
    const schema = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (!schema) return `The format has no option "${name}"${listOf(Object.keys(settings))}`;
    if (!fits(schema, value)) return `The option "${name}" cannot be ${JSON.stringify(value)}${listOf(wanted(schema))}`;
  }
  return null;
}

function optionValue(name: string, text: string, settings: Settings): string | number | boolean {
  const type = Object.hasOwn(settings, name) ? settings[name]?.type : undefined;
  const value = type === "boolean" ? (booleans[text] ?? text) : type && type !== "string" ? Number(text) : text;
  const problem = optionProblem({ [name]: value }, settings);
  if (problem !== null) throw badUse(problem);
  return value;
}

const booleans: { readonly [text: string]: boolean } = { true: true, yes: true, false: false, no: false };

function fits({ type, enum: choices, minimum, maximum }: SettingSchema, value: string | number | boolean): boolean {
  if (choices) return typeof value === "string" && choices.includes(value);
  if (type === "string" || type === "boolean") return typeof value === type;
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (type === "integer" && !Number.isInteger(value)) return false;
  return value >= (minimum ?? value) && value <= (maximum ?? value);
}

function wanted({ type, enum: choices }: SettingSchema): readonly string[] {
  return choices ?? (type === "boolean" ? ["true", "false"] : []);
}

const listOf = (names: readonly string[]) => (names.length > 0 ? `, only ${names.join(", ")}` : "");
