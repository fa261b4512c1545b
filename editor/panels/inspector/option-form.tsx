import type { Json } from "@cellweave/engine/model/notebook";
import type { Construct } from "@cellweave/engine/model/skeleton";
import { nodeTypes } from "@cellweave/nodes";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { useState } from "react";
import { writeOption } from "../../actions/accept-skeleton.ts";
import { context } from "../../actions/context.ts";
import { tellError } from "../../actions/tell-error.ts";
import { useSession } from "../../hooks/use-session.ts";
import { SettingField } from "../../ui/setting-field.tsx";
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
          <SettingField
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
