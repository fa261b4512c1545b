import DOMPurify, { type Config } from "dompurify";
import { Marked } from "marked";

const marked = new Marked({ gfm: true, breaks: false });

/** Pictures that a Markdown cell carries with it, as the file has them: name → MIME bundle. */
export interface Attachments {
  readonly [name: string]: unknown;
}

const rules: Config = {
  USE_PROFILES: { html: true },
  // A style or a class of the page's own could lay a notebook's text over the editor's buttons.
  FORBID_ATTR: [
    "style",
    "class",
    "srcset",
    "ping",
    "popover",
    "popovertarget",
    "popovertargetaction",
    "autofocus",
    "tabindex",
  ],
  FORBID_TAGS: [
    "style",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "option",
    "dialog",
    "audio",
    "video",
    "picture",
    "source",
    "track",
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  SANITIZE_NAMED_PROPS: true,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
};

const kept = new Map<string, string>();

/** Markdown as HTML that can stand in the page: no script, no style, no form, links that open elsewhere. */
export function markdownHtml(source: string, attachments: Attachments = {}): string {
  const cached = kept.get(source);
  if (cached !== undefined && Object.keys(attachments).length === 0) return cached;
  const html = cleanHtml(marked.parse(withAttachments(source, attachments), { async: false }));
  if (kept.size > 500) kept.clear();
  if (Object.keys(attachments).length === 0) kept.set(source, html);
  return html;
}

/** HTML that can stand in the page. */
export function cleanHtml(html: string): string {
  const fragment = DOMPurify.sanitize(html, { ...rules, RETURN_DOM_FRAGMENT: true });
  for (const link of fragment.querySelectorAll("a[href]")) {
    if (link.getAttribute("href")?.startsWith("#")) continue;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
  }
  const holder = document.createElement("div");
  holder.append(fragment);
  return holder.innerHTML;
}

function withAttachments(source: string, attachments: Attachments): string {
  return source.replace(/\(attachment:([^)\s]+)/g, (written, name: string) => {
    const bundle = Object(attachments[name] ?? attachments[decoded(name)]) as { [mime: string]: unknown };
    const picture = Object.entries(bundle).find(([mime]) => mime.startsWith("image/"));
    return picture && typeof picture[1] === "string"
      ? `(data:${picture[0]};base64,${picture[1].replace(/\s+/g, "")}`
      : written;
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
