import { CircleAlert, CloudOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { type DocumentState, isDirty } from "../document/document.ts";
import { toEdits } from "../document/to-edits.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { Button } from "../ui/button.tsx";
import { ago } from "../ui/duration.ts";

/** Whether the file says what the person sees; a press shows the difference. */
export function SaveState() {
  const dirty = useDocument(isDirty);
  const quarrel = useDocument((state) => state.quarrel !== null);
  const connected = useRuns((state) => state.connected);
  if (!connected)
    return (
      <span role="status" className="flex shrink-0 items-center gap-1 text-xs text-warn">
        <CloudOff aria-hidden className="size-3.5" /> Not connected
      </span>
    );
  if (quarrel)
    return (
      <Button
        kind="danger"
        size="small"
        icon={<CircleAlert aria-hidden />}
        onClick={() => context.session.setState({ dialog: "conflicts" })}
      >
        Changed outside
      </Button>
    );
  return dirty ? <Unsaved /> : <Saved />;
}

function Unsaved() {
  const words = useDocument(changeWords);
  return (
    <span className="flex shrink-0 items-center" data-testid="save-state">
      <Button
        kind="quiet"
        size="small"
        className="text-muted"
        title="Show what changed"
        onClick={() => perform("diff")}
      >
        {words}
      </Button>
      <Button kind="quiet" size="small" className="text-accent" title="Save (Ctrl+S)" onClick={() => perform("save")}>
        Save
      </Button>
    </span>
  );
}

let counted: { base: unknown; content: unknown; words: string } | null = null;

/** "changed: 1 cell, 2 metadata" */
function changeWords({ base, content }: DocumentState): string {
  if (counted?.base === base && counted.content === content) return counted.words;
  const edits = toEdits(base, content);
  const cells = new Set(
    edits.flatMap((edit) =>
      edit.edit === "metadata" || edit.edit === "cell-metadata"
        ? []
        : [edit.edit === "insert" ? edit.cell.id : edit.cell],
    ),
  );
  const metadata = edits.filter((edit) => edit.edit === "metadata" || edit.edit === "cell-metadata").length;
  const parts = [
    cells.size > 0 ? `${cells.size} ${cells.size === 1 ? "cell" : "cells"}` : "",
    metadata > 0 ? `${metadata} metadata` : "",
  ];
  const words = `Changed: ${parts.filter(Boolean).join(", ")}`;
  counted = { base, content, words };
  return words;
}

function Saved() {
  const version = useDocument((state) => state.baseVersion);
  const [now, setNow] = useState(Date.now);
  const since = useRef({ version, at: now });
  if (since.current.version !== version) since.current = { version, at: Date.now() };
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="hidden shrink-0 text-xs text-muted md:inline" data-testid="save-state">
      Synced {ago(since.current.at, Math.max(now, since.current.at))}
    </span>
  );
}
