import type { Diagnostic, Severity } from "@cellweave/engine/model/diagnostic";
import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { WithCode } from "../ui/with-code.tsx";

export const severities: Record<Severity, { readonly icon: LucideIcon; readonly word: string; readonly text: string }> =
  {
    error: { icon: CircleAlert, word: "Error", text: "text-danger" },
    warning: { icon: TriangleAlert, word: "Warning", text: "text-warn" },
    info: { icon: Info, word: "Note", text: "text-info" },
  };

/** A diagnostic with its remedy. */
export function DiagnosticText({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const { icon: Icon, word, text } = severities[diagnostic.severity];
  return (
    <span className="flex items-start gap-2">
      <Icon role="img" aria-label={word} className={`mt-0.5 size-4 shrink-0 ${text}`} />
      <span className="min-w-0">
        <span className="block">
          <WithCode text={diagnostic.message} />
        </span>
        {diagnostic.hint ? (
          <span className="block text-muted">
            <WithCode text={diagnostic.hint} />
          </span>
        ) : null}
        <span className="block text-[11px] text-muted">
          {diagnostic.code}
          {diagnostic.range ? ` · line ${diagnostic.range.start.line}` : ""}
        </span>
      </span>
    </span>
  );
}
