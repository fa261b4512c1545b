import { Dialog as Base } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Kbd } from "../ui/kbd.tsx";
import { type Choice, rankChoices } from "./command-model.ts";

export interface PickDialogProps<T extends Choice> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly T[];
  readonly iconOf: (choice: T) => ReactNode;
  readonly onChoose: (choice: T) => void;
  readonly onClose: () => void;
}

/** One of many, found by typing and taken with Enter. */
export function PickDialog<T extends Choice>({
  title,
  placeholder,
  choices,
  iconOf,
  onChoose,
  onClose,
}: PickDialogProps<T>) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  const found = rankChoices(choices, query);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at]);
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
  const press = (event: KeyboardEvent) => {
    const to = steps[event.key];
    const chosen = found[at];
    if (to !== undefined) setAt(Math.max(0, Math.min(found.length - 1, to)));
    else if (event.key === "Enter" && chosen) onChoose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Base.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/25 dark:bg-black/50" />
        <Base.Popup className="fixed top-[12vh] left-1/2 z-50 flex max-h-[60vh] w-[600px] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-raised outline-none">
          <Base.Title className="sr-only">{title}</Base.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden className="size-4 shrink-0 text-muted" />
            <input
              role="combobox"
              aria-label={title}
              aria-expanded
              aria-controls={`${base}list`}
              aria-activedescendant={found[at] ? `${base}${at}` : undefined}
              placeholder={placeholder}
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setAt(0);
              }}
              onKeyDown={press}
              className="h-12 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-muted"
            />
          </div>
          <div
            ref={list}
            id={`${base}list`}
            role="listbox"
            aria-label={title}
            className="min-h-0 overflow-y-auto p-1.5"
          >
            {found.map((choice, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard for all options.
              <div
                key={`${choice.group} ${choice.id}`}
                id={`${base}${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                onClick={() => onChoose(choice)}
                onPointerMove={() => setAt(index)}
                className="flex h-9 items-center gap-2.5 rounded-md px-2.5 aria-selected:bg-accent-soft"
              >
                {iconOf(choice)}
                <span className="min-w-0 flex-1 truncate">{choice.title}</span>
                <span className="shrink-0 text-xs text-muted">{choice.group}</span>
                {choice.keys ? <Kbd keys={choice.keys} /> : null}
              </div>
            ))}
          </div>
          {found.length === 0 ? (
            <p className="px-4 py-6 text-center text-muted">Nothing matches. Try fewer words.</p>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
