import type { Diagnostic, Severity } from "@cellweave/engine/model/diagnostic";
import type * as Monaco from "monaco-editor/editor";

const severities: Record<Severity, keyof typeof Monaco.MarkerSeverity> = {
  error: "Error",
  warning: "Warning",
  info: "Info",
};

/** A cell's diagnostics underlined in its code; one without a place marks the first line. */
export function markersOf(
  diagnostics: readonly Diagnostic[],
  severity: typeof Monaco.MarkerSeverity,
): Monaco.editor.IMarkerData[] {
  return diagnostics.map(({ code, message, hint, range, ...diagnostic }) => ({
    code,
    message: hint ? `${message}\n${hint}` : message,
    severity: severity[severities[diagnostic.severity]],
    // Monaco counts columns from 1.
    startLineNumber: range?.start.line ?? 1,
    startColumn: (range?.start.column ?? 0) + 1,
    endLineNumber: range?.end.line ?? 1,
    endColumn: range ? range.end.column + 1 : Number.MAX_SAFE_INTEGER,
  }));
}
