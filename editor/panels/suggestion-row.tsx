import type { Suggestion } from "@cellweave/engine/model/skeleton";
import { Ban } from "lucide-react";
import type { ReactNode } from "react";
import { context } from "../actions/context.ts";
import { propose } from "../session/changes.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/duration.ts";
import { SkeletonPicture } from "../ui/skeletons/pictures.tsx";
import { WithCode } from "../ui/with-code.tsx";

/** What could run apart, or why it cannot: the reason, the gain, and the way to see and accept it. */
export function SuggestionRow({ suggestion, place }: { readonly suggestion: Suggestion; readonly place?: ReactNode }) {
  const { skeleton, reason, range } = suggestion;
  const possible = suggestion.kind === "possible";
  return (
    <div className="flex items-start gap-3">
      <span className="flex h-9 w-12 shrink-0 items-center justify-center rounded-md border border-line bg-surface">
        {possible ? (
          <SkeletonPicture skeleton={skeleton} className="h-7 w-10" />
        ) : (
          <Ban aria-hidden className="size-4 text-muted" />
        )}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">
            {headings[headingOf(suggestion)]}: {skeleton}
          </span>
          {possible && suggestion.gain ? <Gain {...suggestion.gain} /> : null}
          <span className="inline-flex min-w-0 items-baseline gap-2">
            {place}
            <span className="shrink-0 text-xs text-muted">line {range.start.line}</span>
          </span>
        </p>
        <p className="text-muted">
          <WithCode text={reason} />
        </p>
        {suggestion.kind === "blocked" && suggestion.remedy ? (
          <p>
            <WithCode text={suggestion.remedy} />
          </p>
        ) : null}
      </div>
      {suggestion.kind === "possible" ? (
        <Button
          size="small"
          onClick={() =>
            propose(context.session, {
              cell: suggestion.cell,
              skeleton,
              found: { rewritten: suggestion.rewritten, reason },
            })
          }
        >
          Show
        </Button>
      ) : null}
    </div>
  );
}

const headings = {
  possible: "Could run apart",
  automatic: "Runs apart by itself",
  blocked: "Does not run apart",
};

function headingOf(suggestion: Suggestion): keyof typeof headings {
  return suggestion.kind === "possible" && suggestion.automatic ? "automatic" : suggestion.kind;
}

function Gain({ before, after }: { readonly before: number; readonly after: number }) {
  return (
    <Badge tone="accent">
      {duration(before)} → {duration(after)}
    </Badge>
  );
}
