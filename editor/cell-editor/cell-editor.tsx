import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import type { CellKind } from "@cellweave/engine/model/notebook";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { classNames } from "../ui/class-names.ts";
import { CodeView } from "../ui/code/code-view.tsx";
import { loadPool } from "./pool.ts";
import { useMonaco } from "./use-monaco.ts";

export interface CellEditorProps {
  readonly cell: string;
  readonly kind: CellKind;
  readonly source: string;
  readonly diagnostics?: readonly Diagnostic[];
  /** Names the editor: "Code of cell 3". */
  readonly label: string;
  /** Take the whole height of the place instead of as many lines as there are. */
  readonly fill?: boolean;
  readonly onChange: (source: string) => void;
  /** Shift+Enter, Ctrl+Enter, Alt+Enter. */
  readonly onRun?: (then: "next" | "stay" | "insert") => void;
  /** Escape. */
  readonly onLeave?: () => void;
  readonly onFocusChange?: (focused: boolean) => void;
  readonly onCaret?: (offset: number) => void;
  /** Whether the caret shall be in the code: true takes it there, false lets it go. */
  readonly autoFocus?: boolean;
}

const languages: Record<CellKind, string> = { code: "python", markdown: "markdown", raw: "plaintext" };

/**
 * A cell's source: in colour until somebody edits it, then in Monaco. There is one Monaco in the page; where it is
 * taken elsewhere, this cell goes back to plain colour. If it cannot be loaded, a plain text field stands in.
 */
export function CellEditor(props: CellEditorProps) {
  const { cell, kind, source, label, fill = false, autoFocus = false } = props;
  const [mode, setMode] = useState<"shown" | "edited" | "plain">(autoFocus ? "edited" : "shown");
  const wanted = useRef({ cell, autoFocus });
  useEffect(() => {
    if (wanted.current.cell === cell && wanted.current.autoFocus === autoFocus) return;
    wanted.current = { cell, autoFocus };
    setMode((was) => (was === "plain" ? was : autoFocus ? "edited" : "shown"));
  }, [cell, autoFocus]);
  const edit = () => {
    setMode("edited");
    loadPool().catch(() => setMode("plain"));
  };
  const leave = (from: HTMLElement | null) => {
    // In the notebook the cell takes the focus back, so that its keys go on; elsewhere nothing in particular has it.
    from?.closest<HTMLElement>("article[data-node-id]")?.focus();
    setMode((was) => (was === "plain" ? was : "shown"));
    props.onLeave?.();
  };
  const lines = Math.min(Math.max(source.split("\n").length, 2), 28);
  const height = fill ? "100%" : lines * 18 + 18;
  if (mode === "plain") return <PlainEditor {...props} height={height} onLeave={() => leave(null)} />;
  if (mode === "edited")
    return (
      <MonacoPlace
        {...props}
        language={languages[kind]}
        height={height}
        onLost={() => setMode("shown")}
        onLeaveFrom={leave}
        onFailed={() => setMode("plain")}
      />
    );
  const start = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    edit();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold code laid out in blocks.
    <div
      role="button"
      tabIndex={0}
      aria-label={`${label}: edit`}
      onClick={edit}
      onKeyDown={start}
      style={{ minHeight: fill ? undefined : height }}
      className={classNames("cursor-text overflow-auto bg-sunken outline-offset-[-2px]", fill && "h-full")}
    >
      <ShownCode {...props} />
    </div>
  );
}

/** The code where Monaco would put it, so that nothing moves when it comes. */
function ShownCode({ source, kind, fill }: Pick<CellEditorProps, "source" | "kind" | "fill">) {
  return (
    <div className="flex w-max min-w-full py-2">
      {fill ? (
        <div aria-hidden className="cw-code w-[22px] shrink-0 text-right text-muted select-none">
          {source.split("\n").map((_, line) => `${line + 1}\n`)}
        </div>
      ) : null}
      <CodeView
        source={source || " "}
        language={kind === "code" ? "python" : "plain"}
        className={classNames("flex-1", fill ? "pl-2" : "pl-3")}
      />
    </div>
  );
}

function MonacoPlace(
  props: CellEditorProps & {
    readonly language: string;
    readonly height: number | string;
    readonly onLost: () => void;
    readonly onLeaveFrom: (place: HTMLElement | null) => void;
    readonly onFailed: () => void;
  },
) {
  const { place, ready } = useMonaco(props);
  return (
    <div ref={place} style={{ height: props.height }} className="relative bg-sunken">
      {ready ? null : (
        <div className="absolute inset-0 overflow-hidden">
          <ShownCode {...props} />
        </div>
      )}
    </div>
  );
}

function PlainEditor({
  source,
  label,
  height,
  onChange,
  onRun,
  onLeave,
}: CellEditorProps & { readonly height: number | string }) {
  const press = (event: KeyboardEvent) => {
    const then = runKeys(event);
    if (then) onRun?.(then);
    else if (event.key === "Escape") onLeave?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <textarea
      aria-label={label}
      value={source}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={press}
      spellCheck={false}
      style={{ height }}
      className="cw-code w-full resize-none bg-sunken px-3 py-2"
    />
  );
}

function runKeys(event: KeyboardEvent): "next" | "stay" | "insert" | null {
  if (event.key !== "Enter") return null;
  if (event.shiftKey) return "next";
  if (event.altKey) return "insert";
  return event.ctrlKey || event.metaKey ? "stay" : null;
}
