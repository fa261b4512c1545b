import type { Json } from "@cellweave/engine/model/notebook";
import type { Construct } from "@cellweave/engine/model/skeleton";
import type { SettingSchema } from "@cellweave/nodes/define-node";

/** A row of the form: something to set, or what only the code can say. */
export type OptionRow =
  | { readonly kind: "field"; readonly name: string; readonly schema: SettingSchema; readonly value: Json }
  | { readonly kind: "in-code"; readonly name: string; readonly title: string; readonly text: string };

/** The rows for a construct: its settings in their order, then what else its call says. */
export function optionRows(
  { options, range }: Pick<Construct, "options" | "range">,
  settings: { readonly [name: string]: SettingSchema },
  source: string,
  advanced: boolean,
): readonly OptionRow[] {
  const text = source
    .split("\n")
    .slice(range.start.line - 1, range.end.line)
    .join("\n");
  const fields = Object.entries(settings).flatMap(([name, schema]): OptionRow[] => {
    const value = options[name] ?? null;
    if (value !== null && fits(schema, value)) return [{ kind: "field", name, schema, value }];
    const written = writtenAs(text, name);
    if (written !== null) return [{ kind: "in-code", name, title: schema.title, text: written }];
    const hidden = schema["x-level"] === "advanced" && !advanced;
    return hidden ? [] : [{ kind: "field", name, schema, value: null }];
  });
  const others = Object.entries(options).filter(([name]) => !Object.hasOwn(settings, name));
  return [
    ...fields,
    ...others.map(
      ([name, value]): OptionRow => ({
        kind: "in-code",
        name,
        title: name,
        text: writtenAs(text, name) ?? JSON.stringify(value),
      }),
    ),
  ];
}

function fits({ type, enum: choices }: SettingSchema, value: Json): boolean {
  if (choices) return typeof value === "string" && choices.includes(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/** What stands after `name=` up to the end of the argument, roughly: it is only shown. */
function writtenAs(text: string, name: string): string | null {
  const found = new RegExp(`[(,\\s]${name}\\s*=(?!=)\\s*`).exec(text);
  if (!found) return null;
  const start = found.index + found[0].length;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (depth === 0 && (letter === "," || letter === ")" || letter === "\n")) return text.slice(start, at);
    if ("([{".includes(letter)) depth += 1;
    else if (")]}".includes(letter)) depth -= 1;
  }
  return text.slice(start);
}
