import { memo } from "react";
import { classNames } from "../class-names.ts";
import { pythonTokens, type Token } from "./python-tokens.ts";

const kept = new Map<string, readonly Token[]>();
const mostKept = 3000;

export interface CodeViewProps {
  readonly source: string;
  /** Markdown and raw cells are shown as they are written. */
  readonly language?: "python" | "plain";
  /** Only the first lines; the rest is not even read. */
  readonly lines?: number;
  readonly className?: string;
}

/** Code in colour that is only looked at: a few spans, no editor. The same code is coloured once. */
export const CodeView = memo(function CodeView({ source, language = "python", lines, className }: CodeViewProps) {
  const shown = lines === undefined ? source : firstLines(source, lines);
  const tokens = language === "python" ? coloured(shown) : ([[shown, null]] as const);
  return (
    <code className={classNames("cw-code block", className)}>
      {tokens.map(([text, kind], index) =>
        kind === null ? (
          text
        ) : (
          <span key={index} className={kind}>
            {text}
          </span>
        ),
      )}
    </code>
  );
});

function coloured(source: string): readonly Token[] {
  const found = kept.get(source);
  if (found) return found;
  if (kept.size >= mostKept) kept.clear();
  const tokens = pythonTokens(source);
  kept.set(source, tokens);
  return tokens;
}

function firstLines(source: string, count: number): string {
  let end = -1;
  for (let line = 0; line < count; line++) {
    end = source.indexOf("\n", end + 1);
    if (end === -1) return source;
  }
  return source.slice(0, end);
}
