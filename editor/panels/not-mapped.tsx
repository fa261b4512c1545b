import { CircleCheck } from "lucide-react";
import type { ImportedFrom } from "../session/session.ts";
import { DiagnosticText } from "./diagnostic-row.tsx";

/** What the new notebook has not of the pipeline that it was made of. */
export function NotMapped({ imported: { from, diagnostics } }: { readonly imported: ImportedFrom }) {
  const name = from.split("/").at(-1);
  if (diagnostics.length === 0)
    return (
      <p className="flex items-center gap-2 rounded-xl bg-ok-soft px-4 py-3 text-ok">
        <CircleCheck aria-hidden className="size-4" />
        All of {name} is in this new notebook.
      </p>
    );
  return (
    <section
      aria-label={`What of ${name} is not in the notebook`}
      className="rounded-xl border border-line bg-surface p-4"
    >
      <h2 className="mb-2 text-sm font-semibold">
        Made of {name}. {diagnostics.length === 1 ? "One thing is" : `${diagnostics.length} things are`} not as they
        were there
      </h2>
      <ul className="flex flex-col gap-2">
        {diagnostics.map((diagnostic, index) => (
          <li key={index}>
            <DiagnosticText diagnostic={diagnostic} />
          </li>
        ))}
      </ul>
    </section>
  );
}
