import { useMemo } from "react";
import { classNames } from "../class-names.ts";
import { type Attachments, markdownHtml } from "./safe-html.ts";

/** Markdown as a person reads it. Formulas stay as their text. */
export function MarkdownView({
  source,
  attachments,
  className,
}: {
  readonly source: string;
  readonly attachments?: Attachments;
  readonly className?: string;
}) {
  const html = useMemo(() => markdownHtml(source, attachments), [source, attachments]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by DOMPurify in safe-html.ts.
  return <div className={classNames("cw-prose", className)} dangerouslySetInnerHTML={{ __html: html }} />;
}
