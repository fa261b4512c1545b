import type { Json } from "@cellweave/engine/model/notebook";
import type { Construct } from "@cellweave/engine/model/skeleton";
import { nodeTypes } from "@cellweave/nodes";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { type KeyboardEvent, useState } from "react";
import { writeOption } from "../../actions/accept-skeleton.ts";
import { context } from "../../actions/context.ts";
import { tellError } from "../../actions/tell-error.ts";
import { useSession } from "../../hooks/use-session.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { Input } from "../../ui/input.tsx";
import { optionRows } from "./option-rows.ts";

/** The options of a skeleton as a form that writes into the code, and reads what the code says. */
export function OptionForm({ construct, source }: { readonly construct: Construct; readonly source: string }) {
  const expert = useSession((state) => state.mode === "expert");
  const [refused, setRefused] = useState<string | null>(null);
  const settings: { readonly [name: string]: SettingSchema } = nodeTypes[construct.skeleton].settings;
  const rows = optionRows(construct, settings, source, expert);
  const write = async (name: string, value: Json) => {
    try {
      const { cell, id } = construct;
      setRefused((await writeOption(context, cell, id, name, value)) ? null : name);
    } catch (error) {
      tellError(context, error);
    }
  };
  if (rows.length === 0) return null;
  return (
    <div className="flex w-full flex-col gap-3 border-t border-line pt-3">
      {rows.map((row) =>
        row.kind === "in-code" ? (
          <InCode key={row.name} title={row.title} text={row.text} />
        ) : (
          <Field
            key={row.name}
            name={row.name}
            schema={row.schema}
            value={row.value}
            onWrite={(value) => void write(row.name, value)}
          />
        ),
      )}
      {refused === null ? null : (
        <p role="alert" className="text-xs text-danger">
          The code does not let {settings[refused]?.title ?? refused} be written from here. Change it in the code.
        </p>
      )}
    </div>
  );
}

function InCode({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-xs font-medium text-muted">{title}</span>
      <p className="flex items-center gap-2 text-xs">
        <code className="min-w-0 truncate font-mono text-[11px]" title={text}>
          {text}
        </code>
        <span className="shrink-0 rounded bg-hover px-1.5 text-muted">in code</span>
      </p>
    </div>
  );
}

interface FieldProps {
  readonly name: string;
  readonly schema: SettingSchema;
  /** null where the code leaves it out. */
  readonly value: Json;
  readonly onWrite: (value: Json) => void;
}

function Field(props: FieldProps) {
  const { name, schema, value, onWrite } = props;
  if (schema.type === "boolean")
    return (
      <CheckField
        label={schema.title}
        hint={schema.description}
        checked={value === null ? schema.default === true : value === true}
        onChange={(checked) => onWrite(checked === (schema.default === true) ? null : checked)}
      />
    );
  if (schema.enum) return <Choice {...props} choices={schema.enum} />;
  // A value that comes from the code is another field, so that what stood in it is gone.
  return <Typed key={`${name} ${JSON.stringify(value)}`} {...props} />;
}

function Choice({ schema, value, onWrite, choices }: FieldProps & { readonly choices: readonly string[] }) {
  const shown = typeof value === "string" ? value : String(schema.default ?? "");
  return (
    <label className="flex flex-col gap-1">
      <span className="text-xs font-medium text-muted">{schema.title}</span>
      <select
        value={shown}
        onChange={({ target }) => onWrite(target.value === (schema.default ?? "") ? null : target.value)}
        className="h-8 rounded-md border border-line-strong/60 bg-surface px-2 text-[13px]"
      >
        {schema.default === undefined ? <option value="">As it is without</option> : null}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
      {schema.description ? <span className="text-xs text-muted">{schema.description}</span> : null}
    </label>
  );
}

function Typed({ schema, value, onWrite }: FieldProps) {
  const before = value === null ? "" : String(value);
  const [typed, setTyped] = useState(before);
  const wrong = typed !== "" && !isValid(schema, typed);
  const write = () => {
    if (typed !== before && !wrong) onWrite(typed === "" ? null : literalOf(schema, typed));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") write();
    else if (event.key === "Escape") setTyped(before);
  };
  return (
    <Input
      label={schema.title}
      hint={wrong ? wanted(schema) : schema.description}
      placeholder={schema.default === undefined ? "" : String(schema.default)}
      inputMode={schema.type === "string" ? undefined : "decimal"}
      aria-invalid={wrong}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onKeyDown={press}
      onBlur={write}
    />
  );
}

/** A field for texts may take numbers as well: then what looks like one is one. */
function literalOf({ type, "x-also": also }: SettingSchema, typed: string): Json {
  const number = Number(typed);
  return type !== "string" || (also === "number" && Number.isFinite(number)) ? number : typed;
}

function isValid({ type, minimum, maximum }: SettingSchema, typed: string): boolean {
  if (type === "string") return true;
  const number = Number(typed);
  if (!Number.isFinite(number) || (type === "integer" && !Number.isInteger(number))) return false;
  return number >= (minimum ?? number) && number <= (maximum ?? number);
}

function wanted({ type, minimum, maximum }: SettingSchema): string {
  const kind = type === "integer" ? "A whole number" : "A number";
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}.`;
  return minimum === undefined ? `${kind}.` : `${kind}, at least ${minimum}.`;
}
