import type { CellId, CellPlacement } from "@cellweave/engine/model/flow";
import { Pin, RefreshCcwDot, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { context } from "../../actions/context.ts";
import { place } from "../../document/commands/place.ts";
import { setKind } from "../../document/commands/set-kind.ts";
import { setMetadata } from "../../document/commands/set-metadata.ts";
import { placementOf } from "../../document/content.ts";
import { execute } from "../../document/document.ts";
import { useCell } from "../../hooks/use-document.ts";
import { useSession } from "../../hooks/use-session.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { Input } from "../../ui/input.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { CellLink } from "../cell-link.tsx";
import { tagsOf } from "../outline-model.ts";

/** What a person says about the cell beyond its code. All of it is kept in the cell's metadata. */
export function SettingsTab({ id }: { readonly id: CellId }) {
  const cell = useCell(id);
  const expert = useSession((state) => state.mode === "expert");
  if (!cell) return null;
  const placement = placementOf(cell);
  const isCode = cell.kind === "code";
  return (
    <ScrollArea label="Settings of the cell" className="flex flex-col gap-5 p-3">
      <Group title="Kind">
        <Segmented
          label="Kind of cell"
          value={cell.kind}
          options={[
            { value: "code", label: "Code" },
            { value: "markdown", label: "Text" },
            { value: "raw", label: "Raw" },
          ]}
          onChange={(kind) => execute(context.documents, setKind, { cells: [id], kind })}
        />
      </Group>
      <Group title="Tags">
        <Tags id={id} tags={tagsOf(cell)} />
      </Group>
      {isCode ? <Environment id={id} placement={placement} /> : null}
      {isCode ? <StoredResult id={id} placement={placement} /> : null}
      {placement.after?.length ? <After id={id} after={placement.after} /> : null}
      {isCode && (expert || placement.overrides) ? <Overrides id={id} placement={placement} /> : null}
    </ScrollArea>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col items-start gap-2">
      <h3 className="text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Tags({ id, tags }: { readonly id: CellId; readonly tags: readonly string[] }) {
  const [typed, setTyped] = useState("");
  const write = (next: readonly string[]) =>
    execute(context.documents, setMetadata, { cell: id, key: "tags", value: next.length > 0 ? next : undefined });
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    event.preventDefault();
    const tag = typed.trim();
    if (tag && !tags.includes(tag)) write([...tags, tag]);
    setTyped("");
  };
  return (
    <>
      {tags.length > 0 ? (
        <ul className="flex flex-wrap gap-1">
          {tags.map((tag) => (
            <li key={tag} className="inline-flex h-6 items-center gap-1 rounded-md bg-hover pr-0.5 pl-2 text-xs">
              {tag}
              <button
                type="button"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => write(tags.filter((other) => other !== tag))}
                className="flex size-5 items-center justify-center rounded text-muted hover:text-text"
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <Input
        label="Add a tag"
        hideLabel
        placeholder="Add a tag, then Enter"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
        className="w-full"
      />
    </>
  );
}

function Environment({ id, placement }: { readonly id: CellId; readonly placement: CellPlacement }) {
  return (
    <Group title="Environment">
      <Input
        label="Name of the environment this cell runs in"
        hideLabel
        placeholder="The notebook's own"
        value={placement.environment ?? ""}
        onChange={(event) =>
          execute(context.documents, place, {
            cells: [id],
            placement: { environment: event.target.value || undefined },
          })
        }
        className="w-full"
      />
      <p className="text-xs text-muted">Left empty, the cell runs in the Python that is chosen for the notebook.</p>
    </Group>
  );
}

const storing = {
  usual: "It is used while neither the code nor what it takes has changed.",
  pin: "It is used always, even where the code or what it takes has changed.",
  never: "It is never used: the cell runs in every run.",
};

function StoredResult({ id, placement }: { readonly id: CellId; readonly placement: CellPlacement }) {
  const shown = placement.cache ?? "usual";
  return (
    <Group title="Stored result">
      <Segmented
        label="When the stored result is used"
        value={shown}
        options={[
          { value: "usual", label: "Unchanged" },
          { value: "pin", label: "Pinned", icon: <Pin aria-hidden /> },
          { value: "never", label: "Never", icon: <RefreshCcwDot aria-hidden /> },
        ]}
        onChange={(cache) =>
          execute(context.documents, place, {
            cells: [id],
            placement: { cache: cache === "usual" ? undefined : cache },
          })
        }
      />
      <p className="text-xs text-muted">{storing[shown]}</p>
    </Group>
  );
}

function After({ id, after }: { readonly id: CellId; readonly after: readonly CellId[] }) {
  const write = (next: readonly CellId[]) =>
    execute(context.documents, place, { cells: [id], placement: { after: next.length > 0 ? next : undefined } });
  return (
    <Group title="Runs after">
      <ul className="flex w-full flex-col gap-1">
        {after.map((other) => (
          <li key={other} className="flex items-center justify-between gap-2">
            <CellLink id={other} />
            <button
              type="button"
              aria-label="Remove this order"
              onClick={() => write(after.filter((kept) => kept !== other))}
              className="flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-hover"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
    </Group>
  );
}

type Overridden = NonNullable<CellPlacement["overrides"]>;

function Overrides({ id, placement }: { readonly id: CellId; readonly placement: CellPlacement }) {
  const overrides: Overridden = placement.overrides ?? {};
  const write = (change: Overridden) => {
    const kept = Object.entries({ ...overrides, ...change }).filter(
      ([, value]) => value !== undefined && value !== false,
    );
    const next: Overridden | undefined = kept.length > 0 ? Object.fromEntries(kept) : undefined;
    execute(context.documents, place, { cells: [id], placement: { overrides: next } });
  };
  return (
    <Group title="What the analysis shall believe">
      <CheckField
        label="Changes nothing in place"
        hint="Its calls only read their arguments, so cells after it need not wait for it."
        checked={overrides.pure === true}
        onChange={(pure) => write({ pure: pure || undefined })}
      />
      <CheckField
        label="Everything waits for it"
        hint="All cells above finish first, and all cells below start after it."
        checked={overrides.barrier === true}
        onChange={(barrier) => write({ barrier: barrier || undefined })}
      />
      <Input
        label="Names that it changes in place"
        placeholder="df, model"
        defaultValue={overrides.mutates?.join(", ") ?? ""}
        onBlur={(event) => {
          const names = event.target.value.split(/[\s,]+/).filter(Boolean);
          if (names.join() !== (overrides.mutates ?? []).join())
            write({ mutates: names.length > 0 ? names : undefined });
        }}
        className="w-full"
      />
    </Group>
  );
}
