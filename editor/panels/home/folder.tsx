import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { queries } from "../../actions/queries.ts";
import { Button } from "../../ui/button.tsx";
import { bytes } from "../../ui/duration.ts";
import { Input } from "../../ui/input.tsx";
import { FileButton } from "./file-button.tsx";

const most = 100;

/** Every notebook of the served folder, the newest first. */
export function Folder() {
  const { data = [], isPending, error, refetch } = useQuery(queries.notebooks);
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/);
  const found = data
    .filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)))
    .toSorted((left, right) => right.modifiedAt - left.modifiedAt);
  return (
    <section aria-label="Notebooks of this folder">
      <h2 className="mb-2 text-sm font-semibold">In this folder</h2>
      <div className="rounded-xl border border-line bg-surface p-1.5">
        {data.length > 8 ? (
          <Input
            label="Filter notebooks"
            hideLabel
            placeholder="Filter notebooks"
            icon={<Search aria-hidden />}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="mb-1"
          />
        ) : null}
        {isPending ? <p className="px-2 py-1.5 text-muted">Loading …</p> : null}
        {error ? (
          <div className="flex items-center justify-between gap-2 px-2 py-1.5">
            <p className="text-danger">{error.message}</p>
            <Button size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {!isPending && !error && found.length === 0 ? (
          <p className="px-2 py-1.5 text-muted">{query ? "No notebook matches." : "No notebooks here yet."}</p>
        ) : null}
        <ul className="max-h-96 overflow-y-auto">
          {found.slice(0, most).map(({ path, size }) => (
            <li key={path}>
              <FileButton path={path} note={bytes(size)} preview />
            </li>
          ))}
        </ul>
        {found.length > most ? (
          <p className="px-2 py-1.5 text-muted">{found.length - most} older ones are found by the filter.</p>
        ) : null}
      </div>
    </section>
  );
}
