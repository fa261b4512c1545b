import { NotebookText } from "lucide-react";
import { context } from "../../actions/context.ts";
import { openNotebook } from "../../actions/notebook.ts";

export interface FileButtonProps {
  readonly path: string;
  readonly note: string;
  /** Show what was found in it before the canvas. */
  readonly preview?: boolean;
}

/** A notebook in a list: its path, and a note at the end. */
export function FileButton({ path, note, preview = false }: FileButtonProps) {
  const cut = path.lastIndexOf("/") + 1;
  return (
    <button
      type="button"
      title={path}
      onClick={() => void openNotebook(context, path, preview)}
      className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
    >
      <NotebookText aria-hidden className="size-4 shrink-0 text-accent" />
      <span className="min-w-0 flex-1 truncate">
        <span className="text-muted">{path.slice(0, cut)}</span>
        <span className="font-medium">{path.slice(cut)}</span>
      </span>
      <span className="shrink-0 text-xs text-muted">{note}</span>
    </button>
  );
}
