import type { Json } from "@cellweave/engine/model/notebook";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { classNames } from "../class-names.ts";

const atOnce = 100;

/** JSON as a tree: branches open on demand, a hundred members at a time. */
export function JsonTree({
  value,
  name,
  openDepth = 1,
}: {
  readonly value: Json;
  readonly name?: string;
  readonly openDepth?: number;
}) {
  if (value === null || typeof value !== "object") return <Leaf name={name} value={value} />;
  return <Branch name={name} value={value} openDepth={openDepth} />;
}

function Branch({
  value,
  name,
  openDepth,
}: {
  readonly value: object;
  readonly name?: string;
  readonly openDepth: number;
}) {
  const [open, setOpen] = useState(openDepth > 0);
  const [limit, setLimit] = useState(atOnce);
  const members = Object.entries(value) as [string, Json][];
  const isList = Array.isArray(value);
  return (
    <div className="cw-code">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="inline-flex items-center gap-1 rounded hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={classNames("size-3 text-muted transition-transform", open && "rotate-90")}
        />
        {name === undefined ? null : <Name name={name} />}
        <span className="text-muted">{isList ? `[${members.length}]` : `{${members.length}}`}</span>
      </button>
      {open ? (
        <div className="border-l border-line pl-3 ml-1.5">
          {members.slice(0, limit).map(([key, member]) => (
            <JsonTree key={key} name={key} value={member} openDepth={openDepth - 1} />
          ))}
          {members.length > limit ? (
            <button type="button" className="text-accent underline" onClick={() => setLimit(limit + atOnce)}>
              Show {Math.min(atOnce, members.length - limit)} more of {members.length - limit}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

const kinds: Record<string, string> = { string: "s", number: "n", boolean: "k", object: "k" };

function Leaf({ name, value }: { readonly name?: string; readonly value: Json }) {
  const text = JSON.stringify(value);
  return (
    <div className="cw-code pl-4">
      {name === undefined ? null : <Name name={name} />}
      <span className={kinds[typeof value]}>{text.length > 2000 ? `${text.slice(0, 2000)} …` : text}</span>
    </div>
  );
}

function Name({ name }: { readonly name: string }) {
  return (
    <span>
      <span className="d">{name}</span>
      <span className="text-muted">: </span>
    </span>
  );
}
