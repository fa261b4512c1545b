import type { Range } from "@cellweave/engine/model/diagnostic";
import type { Json } from "@cellweave/engine/model/notebook";
import type { Construct } from "@cellweave/engine/model/skeleton";
import type { SettingSchema } from "@cellweave/nodes/define-node";

/** A row of the form: something to set, or what only the code can say. */
export type OptionRow =
  | { readonly kind: "field"; readonly name: string; readonly schema: SettingSchema; readonly value: Json }
  | { readonly kind: "in-code"; readonly name: string; readonly title: string; readonly text: string };

/** The rows for a construct: its settings in their order, then what else its call says. */
export function optionRows(
  { options, optionRanges }: Pick<Construct, "options" | "optionRanges">,
  settings: { readonly [name: string]: SettingSchema },
  source: string,
  advanced: boolean,
): readonly OptionRow[] {
  const inCode = (name: string, title: string): OptionRow => {
    const range = optionRanges[name];
    return { kind: "in-code", name, title, text: range ? textAt(source, range) : JSON.stringify(options[name]) };
  };
  const fields = Object.entries(settings).flatMap(([name, schema]): OptionRow[] => {
    const value = options[name] ?? null;
    const said = Object.hasOwn(options, name) || Object.hasOwn(optionRanges, name);
    if (said && !fits(schema, value)) return [inCode(name, schema.title)];
    const hidden = !said && schema["x-level"] === "advanced" && !advanced;
    return hidden ? [] : [{ kind: "field", name, schema, value }];
  });
  const said = [...new Set([...Object.keys(options), ...Object.keys(optionRanges)])];
  const others = said.filter((name) => !Object.hasOwn(settings, name));
  return [...fields, ...others.map((name) => inCode(name, name))];
}

function fits({ type, enum: choices, "x-also": also }: SettingSchema, value: Json): boolean {
  if (also !== undefined && typeof value === also) return true;
  if (choices) return typeof value === "string" && choices.includes(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function textAt(source: string, { start, end }: Range): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column : 0, at === last ? end.column : undefined))
    .join(" ");
}
