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
            {possible ? `Could run apart: ${skeleton}` : `Does not run apart: ${skeleton}`}
          </span>
          {possible && suggestion.automatic ? <Badge tone="ok">a run does so already</Badge> : null}
          {possible && suggestion.gain ? <Gain {...suggestion.gain} /> : null}
          {place}
          <span className="text-xs text-muted">line {range.start.line}</span>
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

function Gain({ before, after }: { readonly before: number; readonly after: number }) {
  return (
    <Badge tone="accent">
      {duration(before)} → {duration(after)}
    </Badge>
  );
}
