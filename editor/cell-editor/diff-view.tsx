import type * as Monaco from "monaco-editor/editor";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { themeName } from "./themes.ts";

export interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
  /** Shown until Monaco has come, and instead of it where it cannot be loaded. */
  readonly fallback: ReactNode;
}

const lineHeight = 18;
const tallest = 24;

/** Two texts side by side in Monaco, to be read only. */
export function DiffView({ before, after, label, fallback }: DiffViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    import("./monaco-diff.ts").then(
      ({ monaco }) => {
        if (gone || !place.current) return;
        stop = showDiff(monaco, place.current, { before, after, label });
        setReady(true);
      },
      // Without Monaco the two texts stand side by side all the same.
      () => setReady(false),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [before, after, label]);
  const lines = Math.max(before.split("\n").length, after.split("\n").length) + 1;
  return (
    <div className="relative">
      {ready ? null : fallback}
      <div
        ref={place}
        data-testid="diff"
        style={{ height: Math.min(tallest, lines) * lineHeight + 16 }}
        className={ready ? undefined : "invisible absolute inset-x-0 top-0"}
      />
    </div>
  );
}

function showDiff(
  monaco: typeof Monaco,
  place: HTMLElement,
  { before, after, label }: Pick<DiffViewProps, "before" | "after" | "label">,
): () => void {
  const original = monaco.editor.createModel(before, "python");
  const modified = monaco.editor.createModel(after, "python");
  const editor = monaco.editor.createDiffEditor(place, {
    theme: themeName,
    automaticLayout: true,
    readOnly: true,
    originalEditable: false,
    renderSideBySide: true,
    useInlineViewWhenSpaceIsLimited: false,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 12,
    lineHeight,
    lineNumbersMinChars: 3,
    folding: false,
    glyphMargin: false,
    hover: { enabled: "off" },
    bracketPairColorization: { enabled: false },
    editContext: false,
    // Nothing is typed here, so Tab moves on.
    tabFocusMode: true,
    scrollbar: { alwaysConsumeMouseWheel: false },
    padding: { top: 8, bottom: 8 },
  });
  editor.getOriginalEditor().updateOptions({ ariaLabel: `${label}: before` });
  editor.getModifiedEditor().updateOptions({ ariaLabel: `${label}: after` });
  editor.setModel({ original, modified });
  return () => {
    editor.dispose();
    original.dispose();
    modified.dispose();
  };
}
