import type { Diagnostic } from "@cellweave/engine/model/diagnostic";
import { context } from "../../actions/context.ts";
import { closeDialog } from "../../session/changes.ts";
import { CellLink } from "../cell-link.tsx";
import { DiagnosticText } from "../diagnostic-row.tsx";

/** What the format cannot say, each with the way to its cell, which leaves the dialog. */
export function Warnings({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  if (diagnostics.length === 0) return null;
  return (
    <section aria-label="What the format cannot say" className="rounded-lg border border-line">
      <h3 className="border-b border-line px-3 py-1.5 text-xs font-semibold text-muted">
        {diagnostics.length === 1 ? "One thing to know" : `${diagnostics.length} things to know`}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus so that arrows scroll it. */}
      <ul tabIndex={0} aria-label="Warnings" className="flex max-h-44 flex-col gap-2 overflow-y-auto px-3 py-2">
        {diagnostics.map((diagnostic, index) => (
          <li key={index} className="flex flex-col gap-0.5">
            <DiagnosticText diagnostic={diagnostic} />
            {diagnostic.cell === null ? null : <Jump id={diagnostic.cell} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Jump({ id }: { readonly id: string }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside takes the keys; its click comes up here.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <span className="inline-flex min-w-0 pl-6" onClick={() => closeDialog(context.session)}>
      <CellLink id={id} />
    </span>
  );
}
