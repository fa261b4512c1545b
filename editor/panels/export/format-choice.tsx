import type { ExportRequest } from "@cellweave/engine/model/wire";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { useSession } from "../../hooks/use-session.ts";
import { SettingField } from "../../ui/setting-field.tsx";
import { FormatPicture } from "./format-picture.tsx";

export interface FormatEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly settings: { readonly [name: string]: SettingSchema };
}

export type Options = NonNullable<ExportRequest["options"]>;

/** The formats, each with its picture and its sentence; arrows go from one to the next. */
export function FormatChoice({
  formats,
  chosen,
  onChoose,
}: {
  readonly formats: readonly FormatEntry[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}) {
  return (
    <fieldset className="grid content-start gap-1.5 sm:grid-cols-2 md:grid-cols-1">
      <legend className="mb-1.5 text-xs font-semibold text-muted">Format</legend>
      {formats.map(({ name, title, description }) => (
        <label
          key={name}
          className="flex cursor-pointer gap-2.5 rounded-lg border border-line p-2 transition-colors hover:border-accent-line has-checked:border-accent has-checked:bg-accent-soft/50 has-focus-visible:outline-2 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name="export-format"
            value={name}
            aria-label={title}
            aria-describedby={`format-${name}`}
            checked={name === chosen}
            onChange={() => onChoose(name)}
            className="sr-only"
          />
          <FormatPicture format={name} />
          <span className="min-w-0">
            <span className="block text-[13px] font-medium">{title}</span>
            <span id={`format-${name}`} className="block text-xs text-muted">
              {description}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the format lets a person choose; nothing where it lets nothing. */
export function FormatOptions({
  settings,
  options,
  onChange,
}: {
  readonly settings: FormatEntry["settings"];
  readonly options: Options;
  readonly onChange: (options: Options) => void;
}) {
  const expert = useSession((state) => state.mode === "expert");
  const rows = Object.entries(settings).filter(
    ([name, schema]) => expert || schema["x-level"] !== "advanced" || Object.hasOwn(options, name),
  );
  if (rows.length === 0) return null;
  const write = (name: string, value: unknown) => {
    const { [name]: _before, ...others } = options;
    onChange(value === null ? others : { ...others, [name]: value as string | number | boolean });
  };
  return (
    <section aria-label="Options of the format" className="flex flex-col gap-3">
      <h3 className="text-xs font-semibold text-muted">Options</h3>
      {rows.map(([name, schema]) => (
        <SettingField
          key={name}
          name={name}
          schema={schema}
          value={options[name] ?? null}
          onWrite={(value) => write(name, value)}
        />
      ))}
    </section>
  );
}
