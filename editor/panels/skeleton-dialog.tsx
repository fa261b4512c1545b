import type { CellId } from "@cellweave/engine/model/flow";
import type { SkeletonName, Suggestion } from "@cellweave/engine/model/skeleton";
import { nodeTypes } from "@cellweave/nodes";
import { CircleSlash } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { acceptSkeleton, addScaffold } from "../actions/accept-skeleton.ts";
import { context } from "../actions/context.ts";
import { tellError } from "../actions/tell-error.ts";
import { useCell, useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { closeDialog, propose, reveal, showInspector } from "../session/changes.ts";
import type { Proposal } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { duration } from "../ui/duration.ts";
import { SkeletonPicture } from "../ui/skeletons/pictures.tsx";
import { WithCode } from "../ui/with-code.tsx";
import { SideBySide } from "./drawer/side-by-side.tsx";
import { PickDialog } from "./pick-dialog.tsx";
import { skeletonChoices } from "./skeleton-choices.ts";

/** Shows two texts side by side: only the editor's own folder knows how, so the app hands it in. */
export type DiffSlot = (props: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
  readonly fallback: ReactNode;
}) => ReactNode;

/** Where a skeleton fits on a cell, before and after, with what will run at once; or why it does not fit. */
export function SkeletonDialog({ diff }: { readonly diff: DiffSlot }) {
  const proposal = useSession((state) => state.proposal);
  if (!proposal) return null;
  if (proposal.skeleton === null) return <ChooseSkeleton cell={proposal.cell} />;
  return (
    <Proposed
      key={`${proposal.cell} ${proposal.skeleton}`}
      proposal={proposal}
      skeleton={proposal.skeleton}
      diff={diff}
    />
  );
}

function ChooseSkeleton({ cell }: { readonly cell: CellId }) {
  return (
    <PickDialog
      title="Run it apart"
      placeholder="Which skeleton?"
      choices={skeletonChoices}
      iconOf={({ id }) => <SkeletonPicture skeleton={id} className="h-6 w-9 shrink-0" />}
      onChoose={({ id }) => propose(context.session, { cell, skeleton: id, found: null })}
      onClose={() => closeDialog(context.session)}
    />
  );
}

type Shown = Pick<Extract<Suggestion, { kind: "possible" }>, "kind" | "reason" | "rewritten"> & {
  readonly gain: { readonly before: number; readonly after: number } | null;
};
type Answer = Shown | Extract<Suggestion, { kind: "blocked" }> | { readonly kind: "failed"; readonly reason: string };

function Proposed({
  proposal: { cell: id, found },
  skeleton,
  diff,
}: {
  readonly proposal: Proposal;
  readonly skeleton: SkeletonName;
  readonly diff: DiffSlot;
}) {
  const cell = useCell(id);
  const number = useDocument((state) => state.content.order.indexOf(id)) + 1;
  const [source] = useState(cell?.source ?? "");
  const answer = useAnswer(id, skeleton, found);
  const close = () => closeDialog(context.session);
  const type = nodeTypes[skeleton];
  const possible = answer?.kind === "possible" ? answer : null;
  const accept = () => {
    if (possible) acceptSkeleton(context, id, possible.rewritten);
  };
  const begin = () => addScaffold(context, skeleton, id).catch((error: unknown) => tellError(context, error));
  return (
    <Dialog
      open
      onClose={close}
      width={possible ? "full" : "wide"}
      title={`${type.title} on cell ${number}`}
      description={type.description}
      footer={
        <>
          <Button kind="quiet" onClick={close}>
            Cancel
          </Button>
          {possible ? (
            <Button kind="primary" disabled={cell?.source !== source} onClick={accept}>
              Accept
            </Button>
          ) : (
            <>
              <Button onClick={() => propose(context.session, { cell: id, skeleton: null, found: null })}>
                Another skeleton …
              </Button>
              {answer ? (
                <Button kind="primary" onClick={begin}>
                  Add a cell that shows it
                </Button>
              ) : null}
            </>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {answer === null ? <p className="text-muted">Looking where it fits …</p> : null}
        {answer ? <Reason skeleton={skeleton} answer={answer} cell={id} /> : null}
        {possible ? (
          <BeforeAfter before={source} after={possible.rewritten} label={`Code of cell ${number}`} diff={diff} />
        ) : null}
        {possible && "meaning" in type ? (
          <p className="text-xs text-muted">
            It means <code className="font-mono">{type.meaning}</code>, and gives just that. {type.conditions}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}

/** Asked once: what the dialog shows does not change under the person's eyes. */
function useAnswer(cell: CellId, skeleton: SkeletonName, found: Proposal["found"]): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(found ? { kind: "possible", gain: null, ...found } : null);
  useEffect(() => {
    if (found) return;
    let gone = false;
    context.questions.ask({ ask: "write-skeleton", cell, skeleton }).then(
      (given) => gone || setAnswer(given),
      (error: unknown) => gone || setAnswer({ kind: "failed", reason: (error as Error).message }),
    );
    return () => {
      gone = true;
    };
  }, [cell, skeleton, found]);
  return answer;
}

function Reason({
  skeleton,
  answer,
  cell,
}: {
  readonly skeleton: SkeletonName;
  readonly answer: Answer;
  readonly cell: CellId;
}) {
  const fits = answer.kind === "possible";
  return (
    <section
      aria-label={fits ? "What will run at once" : "Why it does not fit"}
      className={`flex items-center gap-4 rounded-lg px-4 py-3 ${fits ? "bg-ok-soft" : "bg-warn-soft"}`}
    >
      {fits ? (
        <SkeletonPicture skeleton={skeleton} className="h-12 w-[72px] shrink-0" />
      ) : (
        <CircleSlash aria-hidden className="size-7 shrink-0 text-warn" />
      )}
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">
          <WithCode text={answer.reason} />
        </p>
        {answer.kind === "possible" && answer.gain ? (
          <p>
            About {duration(answer.gain.before)} now, {duration(answer.gain.after)} then.
          </p>
        ) : null}
        {answer.kind === "blocked" ? <Blocked answer={answer} cell={cell} /> : null}
      </div>
    </section>
  );
}

function Blocked({
  answer: { name, line, remedy },
  cell,
}: {
  readonly answer: Extract<Suggestion, { kind: "blocked" }>;
  readonly cell: CellId;
}) {
  const go = () => {
    closeDialog(context.session);
    reveal(context.session, cell);
    showInspector(context.session, "code");
  };
  return (
    <>
      {remedy ? (
        <p>
          <WithCode text={remedy} />
        </p>
      ) : null}
      {line === null ? null : (
        <p className="flex items-center gap-2">
          <Button size="small" onClick={go}>
            Go to line {line}
          </Button>
          {name === null ? null : <code className="font-mono text-xs">{name}</code>}
        </p>
      )}
    </>
  );
}

function BeforeAfter({
  before,
  after,
  label,
  diff,
}: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
  readonly diff: DiffSlot;
}) {
  return (
    <section aria-label="Before and after" className="overflow-hidden rounded-lg border border-line">
      <div className="grid grid-cols-2 border-b border-line bg-sunken px-3 py-1 text-xs font-semibold text-muted">
        <span>Before</span>
        <span className="pl-2">After</span>
      </div>
      {diff({ before, after, label, fallback: <SideBySide before={before} after={after} /> })}
    </section>
  );
}
