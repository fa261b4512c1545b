import { type Json, joinLines, type MimeBundle } from "@cellweave/engine/model/notebook";

/** How a MIME type is shown. Everything that could carry script is a "frame". */
export type Rendering = "frame" | "markdown" | "image" | "json" | "latex" | "text";

/** Richest first. */
const renderings: readonly (readonly [pattern: RegExp, rendering: Rendering])[] = [
  [/^application\/vnd\.plotly\.v1\+json$/, "frame"],
  [/^application\/vnd\.vega(lite)?\.v\d+(\.\d+)*\+json$/, "frame"],
  [/^text\/html$/, "frame"],
  [/^text\/markdown$/, "markdown"],
  [/^image\/svg\+xml$/, "image"],
  [/^image\/(png|jpeg|gif|webp|bmp)$/, "image"],
  [/^text\/latex$/, "latex"],
  [/^application\/json$/, "json"],
  [/^application\/javascript$/, "frame"],
  [/^text\/plain$/, "text"],
];

export interface Chosen {
  readonly mime: string;
  readonly rendering: Rendering;
  readonly content: Json;
}

/** The richest form of an output that can be shown; a type nobody knows is shown as its text. */
export function richest(data: MimeBundle): Chosen | null {
  return first(data, renderings);
}

/** The form that costs least to draw and never needs a frame: what a small preview shows. */
export function cheapest(data: MimeBundle): Chosen | null {
  return first(
    data,
    renderings.filter(([, rendering]) => rendering === "image" || rendering === "text"),
  );
}

function first(data: MimeBundle, wanted: typeof renderings): Chosen | null {
  const types = Object.keys(data);
  for (const [pattern, rendering] of wanted) {
    const mime = types.find((type) => pattern.test(type));
    if (mime !== undefined) return { mime, rendering, content: data[mime] ?? null };
  }
  const mime = types[0];
  return mime === undefined ? null : { mime, rendering: "text", content: data[mime] ?? null };
}

/** A bundle's content as one string: nbformat may store it as lines, and JSON types as any JSON. */
export function textOf(content: Json): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content) && content.every((line) => typeof line === "string")) return joinLines(content);
  return JSON.stringify(content, null, 2);
}
