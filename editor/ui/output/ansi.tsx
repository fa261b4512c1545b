import { AnsiUp } from "ansi_up";
import { escapeCode, terminalCodes } from "./strip-ansi.ts";

/** Colours and links, as they stand after the escape character. */
const shown = /^(\[[\d;:]*m|\]8;)/;

/** Text with its terminal colours; everything else in it is shown as the characters it is made of. */
export function Ansi({ text }: { readonly text: string }) {
  if (!text.includes(escapeCode)) return text;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: ansi_up escapes the text and adds only spans and http links.
  return <span dangerouslySetInnerHTML={{ __html: ansiHtml(text) }} />;
}

/** HTML made of escaped text, `span` with colour classes, and links with http addresses. */
export function ansiHtml(text: string): string {
  // A fresh one each time: colours and half a code left open in one text must not leak into the next.
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  ansi.url_allowlist = { http: 1, https: 1 };
  // Cursor movements and titles mean nothing here; colours stay.
  return ansi.ansi_to_html(text.replace(terminalCodes, (code) => (shown.test(code.slice(1)) ? code : "")));
}
