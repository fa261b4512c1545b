import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, Folder as FolderIcon } from "lucide-react";
import { useState } from "react";
import { queries } from "../../actions/queries.ts";
import { Button } from "../../ui/button.tsx";
import { bytes } from "../../ui/duration.ts";
import { FileButton } from "./file-button.tsx";

/** The served folder, level by level. */
export function Folder() {
  const [path, setPath] = useState("");
  const { data, isPending, error, refetch } = useQuery(queries.folder(path));
  const above = path.split("/").slice(0, -1).join("/");
  return (
    <section aria-label="Folder">
      <h2 className="mb-2 flex min-h-5 items-center gap-1 text-sm font-semibold">
        {path === "" ? "In this folder" : path}
      </h2>
      <div className="max-h-96 overflow-y-auto rounded-xl border border-line bg-surface p-1.5">
        {path === "" ? null : (
          <Row
            icon={<ChevronLeft aria-hidden className="size-4 text-muted" />}
            label="Up one folder"
            onClick={() => setPath(above)}
          />
        )}
        {isPending ? <p className="px-2 py-1.5 text-muted">Loading …</p> : null}
        {error ? (
          <div className="flex items-center justify-between gap-2 px-2 py-1.5">
            <p className="text-danger">{error.message}</p>
            <Button size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {data?.folders.map((folder) => (
          <Row
            key={folder.path}
            icon={<FolderIcon aria-hidden className="size-4 text-muted" />}
            label={folder.name}
            onClick={() => setPath(folder.path)}
          />
        ))}
        {data?.notebooks.map((notebook) => (
          <FileButton key={notebook.path} path={notebook.path} note={bytes(notebook.size)} />
        ))}
        {data && data.folders.length === 0 && data.notebooks.length === 0 ? (
          <p className="px-2 py-1.5 text-muted">No notebooks here yet.</p>
        ) : null}
      </div>
    </section>
  );
}

function Row({
  icon,
  label,
  onClick,
}: {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left font-medium hover:bg-hover"
    >
      {icon}
      <span className="truncate">{label}</span>
    </button>
  );
}
