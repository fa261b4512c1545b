import type { Json } from "@cellweave/engine/model/notebook";
import { useEffect, useRef, useState } from "react";
import { useTheme } from "../use-theme.ts";
import { frameAddress, frameDocument } from "./frame-document.ts";

const tallest = 1600;

interface HtmlFrameProps {
  readonly mime: string;
  readonly content: Json;
  readonly label: string;
}

/**
 * HTML, JavaScript and charts of a notebook, in a frame of an origin of its own: it cannot reach the page, its storage
 * or the server. The frame is made when it first comes into sight.
 */
export function HtmlFrame({ mime, content, label }: HtmlFrameProps) {
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const seen = useSeen(holder);
  const height = useTalk(frame, () => frameDocument(mime, content, theme));
  return (
    <div ref={holder} style={{ height }} className="w-full">
      {seen ? (
        <iframe
          // A frame shows one document in its life.
          key={`${theme} ${mime} ${serialOf(content)}`}
          ref={frame}
          title={label}
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          src={frameAddress}
          className="size-full border-0 bg-transparent"
        />
      ) : null}
    </div>
  );
}

const serials = new WeakMap<object, number>();
let lastSerial = 0;

/** Tells two contents apart without comparing megabytes: objects by identity, text by itself. */
function serialOf(content: Json): string | number {
  if (typeof content !== "object" || content === null) return String(content);
  const known = serials.get(content);
  if (known !== undefined) return known;
  lastSerial += 1;
  serials.set(content, lastSerial);
  return lastSerial;
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

/** Gives the frame its document once, when it is ready, and returns the height that it asks for. */
function useTalk(frame: { readonly current: HTMLIFrameElement | null }, documentOf: () => string): number {
  const [height, setHeight] = useState(96);
  const latest = useRef(documentOf);
  latest.current = documentOf;
  useEffect(() => {
    let told: HTMLIFrameElement | null = null;
    const listen = (event: MessageEvent) => {
      const element = frame.current;
      // Any page may post here: only this very frame is believed, and only a height in bounds.
      if (!element || event.source === null || event.source !== element.contentWindow) return;
      if (event.data?.cellweave === "ready" && told !== element) {
        told = element;
        element.contentWindow.postMessage({ cellweave: "show", html: latest.current() }, "*");
      }
      const asked = heightIn(event.data);
      if (asked !== null) setHeight(asked);
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
