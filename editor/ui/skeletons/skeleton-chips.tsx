import type { Construct } from "@cellweave/engine/model/skeleton";
import { SkeletonPicture } from "./pictures.tsx";

/** The skeletons of a cell: the first by its picture and name, or by the label of its call, and how many more. */
export function SkeletonChips({
  constructs,
  label,
}: {
  readonly constructs: readonly Construct[];
  readonly label: string | null;
}) {
  const [first, ...more] = constructs;
  if (!first) return label === null ? null : <span className="truncate font-medium">{label}</span>;
  return (
    <>
      <span className="inline-flex h-[18px] min-w-0 items-center gap-1 rounded bg-accent-soft pr-1.5 pl-0.5 font-medium text-accent">
        <SkeletonPicture skeleton={first.skeleton} className="h-4 w-6 shrink-0" />
        <span className="truncate">{label ?? first.skeleton}</span>
      </span>
      {more.length > 0 ? (
        <span className="shrink-0 text-muted" title={more.map(({ skeleton }) => skeleton).join(", ")}>
          +{more.length}
        </span>
      ) : null}
      {first.origin === "found" ? (
        <span className="shrink-0 text-muted" title="Found and proved: the code itself does not ask for it.">
          found
        </span>
      ) : null}
    </>
  );
}
