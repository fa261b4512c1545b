import { NotebookText } from "lucide-react";
import { context } from "../../actions/context.ts";
import { openNotebook } from "../../actions/notebook.ts";

/** A notebook in a list: its name, where it lies, and a note at the end. */
export function FileButton({ path, note }: { readonly path: string; readonly note: string }) {
  const parts = path.split("/");
  const name = parts.pop() ?? path;
  return (
    <button
      type="button"
      onClick={() => void openNotebook(context, path)}
      className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
    >
      <NotebookText aria-hidden className="size-4 shrink-0 text-accent" />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{name}</span>
        {parts.length > 0 ? <span className="text-muted"> · {parts.join("/")}</span> : null}
      </span>
      <span className="shrink-0 text-xs text-muted">{note}</span>
    </button>
  );
}
