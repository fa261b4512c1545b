import type { Verification } from "@cellweave/engine/model/wire";
import { BadgeAlert, BadgeCheck, LoaderCircle } from "lucide-react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { useSealHolds } from "../hooks/use-seal-holds.ts";
import { openDialog } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { Menu } from "../ui/menu.tsx";
import { wayWords } from "../ui/way-words.ts";

/** How the proof goes on, or what it said of the notebook as it now is; nothing where there is none. */
export function SealButton() {
  const { going, seal } = useRuns((state) => state.verification);
  const holds = useSealHolds(seal);
  if (going) return <Going going={going} />;
  if (!seal || !holds) return null;
  const same = seal.verdict.verdict === "equivalent";
  const colour = same ? "text-ok" : "text-danger";
  const Icon = same ? BadgeCheck : BadgeAlert;
  const words = same ? "Verified: the same as Restart and run all" : "Not the same as Restart and run all";
  return (
    <Button
      kind="quiet"
      size="small"
      data-testid="seal"
      icon={<Icon aria-hidden className={colour} />}
      aria-label={words}
      title={words}
      onClick={() => openDialog(context.session, "seal")}
    >
      <span className={`hidden xl:inline ${colour}`}>{same ? "Verified" : "Not the same"}</span>
    </Button>
  );
}

function Going({ going }: { readonly going: Verification }) {
  const { way, done, total } = going;
  const words = way === null ? "Verifying" : `${wayWords[way]}: ${done} of ${total}`;
  return (
    <Menu
      items={[{ label: "Cancel the verification", run: () => perform("cancel-verification") }]}
      trigger={
        <Button
          kind="quiet"
          size="small"
          data-testid="seal"
          aria-label={`${words}. Choose to cancel.`}
          title="Verifying: the same as Restart and run all?"
          icon={<LoaderCircle aria-hidden className="text-accent animate-[cw-spin_1.2s_linear_infinite]" />}
        >
          <span className="tabular-nums">
            <span className="hidden xl:inline">{way === null ? "Verifying" : wayWords[way]} </span>
            {way === null ? "" : `${done} / ${total}`}
          </span>
        </Button>
      }
    />
  );
}
