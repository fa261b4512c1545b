import type { CellRunState } from "@cellweave/engine/model/run";
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  Clock,
  DatabaseZap,
  History,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "./badge.tsx";
import { classNames } from "./class-names.ts";

/** What a cell's badge can say: what a run says of it, or that its code or inputs changed since. */
export type ShownState = CellRunState | "stale";

/** Each state as colour, icon and word, so that no one needs to see the colour. */
export const runStates: Record<ShownState, { readonly word: string; readonly tone: Tone; readonly icon: LucideIcon }> =
  {
    "not-run": { word: "Not run", tone: "neutral", icon: CircleDashed },
    queued: { word: "Queued", tone: "info", icon: Clock },
    running: { word: "Running", tone: "accent", icon: LoaderCircle },
    done: { word: "Done", tone: "ok", icon: CircleCheck },
    cached: { word: "Cached", tone: "violet", icon: DatabaseZap },
    failed: { word: "Failed", tone: "danger", icon: CircleAlert },
    skipped: { word: "Skipped", tone: "neutral", icon: CircleSlash },
    cancelled: { word: "Cancelled", tone: "warn", icon: Ban },
    lost: { word: "Lost", tone: "warn", icon: CircleHelp },
    stale: { word: "Stale", tone: "warn", icon: History },
  };

const texts: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent",
  ok: "text-ok",
  danger: "text-danger",
  warn: "text-warn",
  info: "text-info",
  violet: "text-violet",
};

/** The state's icon in its colour; `label` false where the word stands beside it. */
export function RunStateIcon({
  state,
  label = true,
  className,
}: {
  readonly state: ShownState;
  readonly label?: boolean;
  readonly className?: string;
}) {
  const { icon: Icon, tone, word } = runStates[state];
  const spin = state === "running" && "animate-[cw-spin_1.2s_linear_infinite]";
  const shown = classNames("size-4 shrink-0", texts[tone], spin, className);
  return label ? <Icon role="img" aria-label={word} className={shown} /> : <Icon aria-hidden className={shown} />;
}

/** The state as a badge with its word. */
export function RunStateBadge({ state }: { readonly state: ShownState }) {
  const { tone, word } = runStates[state];
  return (
    <Badge tone={tone} icon={<RunStateIcon state={state} label={false} />}>
      {word}
    </Badge>
  );
}
