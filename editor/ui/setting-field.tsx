import type { Json } from "@cellweave/engine/model/notebook";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { type KeyboardEvent, useState } from "react";
import { CheckField } from "./check-field.tsx";
import { Input } from "./input.tsx";

export interface SettingFieldProps {
  readonly name: string;
  readonly schema: SettingSchema;
  /** null where it is left out. */
  readonly value: Json;
  /** null to leave it out. */
  readonly onWrite: (value: Json) => void;
}

/** A setting as the field that its schema asks for. */
export function SettingField(props: SettingFieldProps) {
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

function Choice({ schema, value, onWrite, choices }: SettingFieldProps & { readonly choices: readonly string[] }) {
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

function Typed({ schema, value, onWrite }: SettingFieldProps) {
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
