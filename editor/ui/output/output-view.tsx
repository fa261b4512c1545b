import { type Json, joinLines, type Output } from "@cellweave/engine/model/notebook";
import { writeTerminal } from "@cellweave/engine/model/terminal-text";
import { memo, type ReactNode } from "react";
import { ErrorView } from "./error-view.tsx";
import { HtmlFrame } from "./html-frame.tsx";
import { ImageView } from "./image-view.tsx";
import { JsonTree } from "./json-tree.tsx";
import { LineView } from "./line-view.tsx";
import { MarkdownView } from "./markdown-view.tsx";
import { type Chosen, type Rendering, richest, textOf } from "./mime.ts";

/** One output of a cell, in the richest form that can be shown safely. */
export const OutputView = memo(function OutputView({
  output,
  label,
}: {
  readonly output: Output;
  readonly label: string;
}) {
  if (output.output_type === "stream")
    return (
      <LineView
        text={terminalText(joinLines(output.text))}
        label={`${label}, ${output.name}`}
        tone={output.name === "stderr" ? "error" : "plain"}
      />
    );
  if (output.output_type === "error") return <ErrorView output={output} />;
  const chosen = richest(output.data ?? {});
  return chosen ? renderers[chosen.rendering](chosen, label) : null;
});

const renderers: Record<Rendering, (chosen: Chosen, label: string) => ReactNode> = {
  frame: ({ mime, content }, label) => <HtmlFrame mime={mime} content={content} label={label} />,
  markdown: ({ content }) => <MarkdownView source={textOf(content)} className="px-3 py-2" />,
  image: ({ mime, content }, label) => <ImageView mime={mime} content={content} alt={label} />,
  json: ({ content }) => (
    <div className="max-h-[480px] overflow-auto px-3 py-2">
      <JsonTree value={parsed(content)} />
    </div>
  ),
  latex: ({ content }, label) => <LineView text={textOf(content)} label={label} followEnd={false} />,
  text: ({ content }, label) => <LineView text={textOf(content)} label={label} followEnd={false} />,
};

/** Some notebooks store JSON as its text. */
function parsed(content: Json): Json {
  if (typeof content !== "string") return content;
  try {
    return JSON.parse(content) as Json;
  } catch {
    return content;
  }
}

/** A run's streams come with their carriage returns applied; those of a file may not be. */
function terminalText(text: string): string {
  return /[\r\b]/.test(text) ? writeTerminal({ text: "", cursor: null }, text).text : text;
}
