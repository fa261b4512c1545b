import type { PythonFound } from "@cellweave/engine/model/environment";
import { useQuery } from "@tanstack/react-query";
import { Boxes, TriangleAlert } from "lucide-react";
import { context } from "../actions/context.ts";
import { queries } from "../actions/queries.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

const origins: Record<PythonFound["origin"], string> = {
  option: "Given at start",
  kernelspec: "Named by the notebook",
  active: "Active environment",
  cellweave: "Cellweave's own",
  path: "Found on this machine",
};

/** The Pythons of this machine, of which one runs the notebook. */
export function EnvironmentsPanel() {
  const path = useDocument((state) => state.path);
  const chosen = useSession((state) => state.python);
  const { data, isPending, error, refetch } = useQuery(queries.pythons(path));
  if (isPending) return <p className="p-3 text-muted">Looking for Pythons …</p>;
  if (error)
    return (
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title="The list could not be read"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </EmptyState>
    );
  if (data.length === 0)
    return (
      <EmptyState icon={<Boxes aria-hidden />} title="No Python was found">
        Install Python 3.9 or newer, or start Cellweave with --python and its path.
      </EmptyState>
    );
  return (
    <fieldset className="min-h-0 min-w-0 flex-1 overflow-y-auto p-2">
      <legend className="px-1 pb-1 text-xs text-muted">Python that runs this notebook</legend>
      {data.map((python, position) => (
        <label
          key={python.path}
          className="flex cursor-pointer items-start gap-2 rounded-md px-2 py-1.5 hover:bg-hover"
        >
          <input
            type="radio"
            name="python"
            className="mt-1 accent-accent"
            checked={chosen === null ? position === 0 : chosen === python.path}
            onChange={() => context.session.setState({ python: position === 0 ? null : python.path })}
          />
          <span className="min-w-0">
            <span className="block font-medium">{python.label}</span>
            <span className="block truncate font-mono text-[11px] text-muted" title={python.path}>
              {python.path}
            </span>
            <span className="block text-xs text-muted">
              {origins[python.origin]}
              {python.hasIPython ? "" : " · without IPython: no magics, no inline figures"}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
