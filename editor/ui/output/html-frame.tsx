import type { Json } from "@cellweave/engine/model/notebook";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTheme } from "../use-theme.ts";
import { frameDocument } from "./frame-document.ts";

const tallest = 1600;

/**
 * HTML, JavaScript and charts of a notebook, in a frame of an origin of its own: it cannot reach the page, its storage
 * or the server. The frame is made when it first comes into sight.
 */
export function HtmlFrame({
  mime,
  content,
  label,
}: {
  readonly mime: string;
  readonly content: Json;
  readonly label: string;
}) {
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const seen = useSeen(holder);
  const height = useFrameHeight(frame);
  const source = useMemo(() => (seen ? frameDocument(mime, content, theme) : ""), [seen, mime, content, theme]);
  return (
    <div ref={holder} style={{ height }} className="w-full">
      {seen ? (
        <iframe
          ref={frame}
          title={label}
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          srcDoc={source}
          className="size-full border-0 bg-transparent"
        />
      ) : null}
    </div>
  );
}

function useSeen(holder: { readonly current: HTMLElement | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = holder.current;
    if (!element || seen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [holder, seen]);
  return seen;
}

function useFrameHeight(frame: { readonly current: HTMLIFrameElement | null }): number {
  const [height, setHeight] = useState(96);
  useEffect(() => {
    const listen = (event: MessageEvent) => {
      // Any page may post here: only this very frame is believed, and only a height in bounds.
      if (event.source === null || event.source !== frame.current?.contentWindow) return;
      const told = heightIn(event.data);
      if (told !== null) setHeight(told);
    };
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, [frame]);
  return height;
}

/** The height that a frame's message states, within bounds, or null when it is another message. */
export function heightIn(message: unknown): number | null {
  if (typeof message !== "object" || message === null) return null;
  const { cellweave, height } = message as { cellweave?: unknown; height?: unknown };
  if (cellweave !== "height" || typeof height !== "number" || !Number.isFinite(height)) return null;
  return Math.min(tallest, Math.max(24, Math.ceil(height)));
}
