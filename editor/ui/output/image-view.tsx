import type { Json } from "@cellweave/engine/model/notebook";
import { textOf } from "./mime.ts";

/** A picture, or null when its data is not what its type says. SVG too stands in an `img`, where script never runs. */
export function imageAddress(mime: string, content: Json): string | null {
  const data = textOf(content);
  if (mime === "image/svg+xml") return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(data)}`;
  const base64 = data.replace(/\s+/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? `data:${mime};base64,${base64}` : null;
}

export function ImageView({
  mime,
  content,
  alt,
}: {
  readonly mime: string;
  readonly content: Json;
  readonly alt: string;
}) {
  const address = imageAddress(mime, content);
  if (address === null) return <p className="px-3 py-2 text-muted">This image's data cannot be read.</p>;
  return (
    // Figures are drawn for paper: on white they read in both themes.
    <div className="overflow-x-auto p-2">
      <img src={address} alt={alt} loading="lazy" className="max-w-full rounded bg-white" />
    </div>
  );
}
