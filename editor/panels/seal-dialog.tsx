import type { CellId } from "@cellweave/engine/model/flow";
import type { Difference, LeftOut, Seal } from "@cellweave/engine/model/verdict";
import { BadgeAlert, BadgeCheck, Spline } from "lucide-react";
import type { ReactNode } from "react";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { drawEdge } from "../document/commands/draw-edge.ts";
import { execute } from "../document/document.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { useSealHolds } from "../hooks/use-seal-holds.ts";
import { closeDialog } from "../session/changes.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { duration } from "../ui/duration.ts";
import { WithCode } from "../ui/with-code.tsx";
import { CellLink } from "./cell-link.tsx";

/** What the last verification was of, and what it found. */
export function SealDialog() {
  const { seal, going } = useRuns((state) => state.verification);
  const holds = useSealHolds(seal);
  const close = () => closeDialog(context.session);
  if (!seal) return null;
  const same = seal.verdict.verdict === "equivalent";
  const again = () => {
    close();
    perform("verify");
  };
  return (
    <Dialog
      open
      onClose={close}
      width="wide"
      title={same ? "Verified: the same as Restart and run all" : "Not the same as Restart and run all"}
      description={`${whenOf(seal)} with Python ${seal.python.version}`}
      footer={
        <>
          <Button kind="quiet" onClick={close}>
            Close
          </Button>
          <Button kind={holds ? "plain" : "primary"} disabled={going !== null} onClick={again}>
            Verify again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {holds ? null : (
          <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">
            The notebook has changed since, so this says nothing about it as it is now.
          </p>
        )}
        <Proved seal={seal} />
        {seal.verdict.difference ? <Differs difference={seal.verdict.difference} /> : null}
        <LeftOutList leftOut={seal.verdict.leftOut} />
        {seal.verdict.notes.map((note) => (
          <p key={note} className="text-muted">
            {note}
          </p>
        ))}
      </div>
    </Dialog>
  );
}

function whenOf({ verifiedAt }: Seal): string {
  return new Date(verifiedAt).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
}

function Proved({ seal: { verdict } }: { readonly seal: Seal }) {
  const { cells, variables, seconds, steps, again, failed } = verdict;
  const same = verdict.verdict === "equivalent";
  const Icon = same ? BadgeCheck : BadgeAlert;
  const facts = [
    ["Cells that ran", cells],
    ["Variables compared", variables],
    ["In order, in one process", duration(seconds.inOrder)],
    ["As a flow", duration(seconds.asFlow)],
    ["Steps", steps],
    ["Cells that ran again", again],
    ...(failed > 0 ? [["Cells that failed both ways", failed] as const] : []),
  ] as const;
  return (
    <section aria-label="What was compared" className="flex gap-4 rounded-lg border border-line bg-sunken p-4">
      <Icon aria-hidden className={same ? "size-8 shrink-0 text-ok" : "size-8 shrink-0 text-danger"} />
      <dl className="grid flex-1 grid-cols-[auto_1fr] gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr_auto_1fr]">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="font-medium tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Differs({ difference }: { readonly difference: Difference }) {
  const { cell, what, place, inOrder, asFlow, missingEdge, ranBeside } = difference;
  return (
    <section aria-label="Where they came apart first" className="flex flex-col gap-2">
      <h3 className="font-semibold">Where they came apart first</h3>
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <Jump id={cell} />
        <span>
          <WithCode text={what} />
          {place ? (
            <>
              {" "}
              in <code className="font-mono text-xs">{place}</code>
            </>
          ) : null}
        </span>
      </p>
      <div className="grid gap-2 sm:grid-cols-2">
        <Value title="In order" text={inOrder} />
        <Value title="As a flow" text={asFlow} />
      </div>
      {missingEdge ? (
        <div className="flex flex-wrap items-center gap-2 rounded-md bg-warn-soft px-3 py-2">
          <span>The missing edge: from</span>
          <Jump id={missingEdge.from} />
          <span>to</span>
          <Jump id={missingEdge.to} />
          {missingEdge.variable ? <code className="font-mono text-xs">{missingEdge.variable}</code> : null}
          <Button
            size="small"
            className="ml-auto"
            icon={<Spline aria-hidden />}
            onClick={() => draw(missingEdge.from, missingEdge.to)}
          >
            Draw it
          </Button>
        </div>
      ) : null}
      {!missingEdge && ranBeside.length > 0 ? (
        <p className="flex flex-wrap items-baseline gap-x-2 text-muted">
          The missing edge comes from one of those that it ran beside:
          {ranBeside.map((id) => (
            <Jump key={id} id={id} />
          ))}
        </p>
      ) : null}
    </section>
  );
}

function draw(from: CellId, to: CellId): void {
  execute(context.documents, drawEdge, { from, to, writing: { write: "after" } });
  closeDialog(context.session);
}

/** The cell, as a way there that leaves the dialog. */
function Jump({ id }: { readonly id: CellId }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside takes the keys; its click comes up here.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <span className="inline-flex min-w-0" onClick={() => closeDialog(context.session)}>
      <CellLink id={id} />
    </span>
  );
}

function Value({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure className="min-w-0 rounded-md border border-line">
      <figcaption className="border-b border-line bg-sunken px-2 py-1 text-xs font-semibold text-muted">
        {title}
      </figcaption>
      <pre className="cw-code max-h-40 overflow-auto px-2 py-1 break-words whitespace-pre-wrap">{text}</pre>
    </figure>
  );
}

const mostPlaces = 5;

function LeftOutList({ leftOut }: { readonly leftOut: readonly LeftOut[] }): ReactNode {
  if (leftOut.length === 0) return null;
  return (
    <section aria-label="Left out of the comparison" className="flex flex-col gap-2">
      <h3 className="font-semibold">Left out, since it changes each time</h3>
      <ul className="flex flex-col gap-2">
        {byReason(leftOut).map(({ cell, reason, places }) => (
          <li key={`${cell} ${reason}`} className="flex flex-col gap-0.5">
            <span className="flex flex-wrap items-baseline gap-x-2">
              <Jump id={cell} />
              {places.slice(0, mostPlaces).map((place) => (
                <span key={place}>
                  <WithCode text={place} />
                </span>
              ))}
              {places.length > mostPlaces ? (
                <span className="text-muted">and {places.length - mostPlaces} more places</span>
              ) : null}
            </span>
            <span className="text-muted">
              <WithCode text={reason} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LeftOutTogether {
  readonly cell: CellId;
  readonly reason: string;
  readonly places: readonly string[];
}

/** What one cell leaves out for one reason, together: a generator's state alone is hundreds of places. */
function byReason(leftOut: readonly LeftOut[]): readonly LeftOutTogether[] {
  const together = new Map<string, LeftOutTogether>();
  for (const { cell, place, reason } of leftOut) {
    const key = `${cell} ${reason}`;
    const places = [...(together.get(key)?.places ?? []), place === null ? "what it shows" : `\`${place}\``];
    together.set(key, { cell, reason, places });
  }
  return [...together.values()];
}
