import { useQuery } from "@tanstack/react-query";
import { queries } from "../../actions/queries.ts";
import { ago } from "../../ui/duration.ts";
import { FileButton } from "./file-button.tsx";

/** Notebooks that were open before, the last one first. */
export function Recent() {
  const { data, isPending } = useQuery(queries.recent);
  return (
    <section aria-label="Recent notebooks">
      <h2 className="mb-2 text-sm font-semibold">Recent</h2>
      <div className="rounded-xl border border-line bg-surface p-1.5">
        {data?.length ? (
          <ul>
            {data.slice(0, 12).map(({ path, openedAt }) => (
              <li key={path}>
                <FileButton path={path} note={ago(openedAt, Date.now())} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="px-2 py-1.5 text-muted">
            {isPending ? "Loading …" : "Notebooks that you open are listed here."}
          </p>
        )}
      </div>
    </section>
  );
}
