import { Pin, RefreshCcwDot } from "lucide-react";
import { Badge } from "./badge.tsx";

const kinds = {
  pin: { icon: Pin, word: "Pinned", tone: "violet", why: "Its stored result is used whatever changes." },
  never: { icon: RefreshCcwDot, word: "Every time", tone: "info", why: "It runs in every run." },
} as const;

/** What a person said about the cell's stored result; nothing where that is the usual. */
export function CacheBadge({ cache }: { readonly cache: "pin" | "never" | undefined }) {
  if (cache === undefined) return null;
  const { icon: Icon, word, tone, why } = kinds[cache];
  return (
    <span title={why} data-cache={cache} className="inline-flex">
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {word}
      </Badge>
    </span>
  );
}
