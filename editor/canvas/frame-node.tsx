import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { context } from "../actions/context.ts";
import { useSession } from "../hooks/use-session.ts";
import { select, toggleSelected } from "../session/changes.ts";
import { classNames } from "../ui/class-names.ts";
import type { FrameNodeType } from "./flow-nodes.ts";
import type { Heading } from "./layout/sections.ts";

/** A frame around the cells below a heading; its title is the heading's cell. */
export const FrameNode = memo(function FrameNode({ data }: NodeProps<FrameNodeType>) {
  const { headings } = data.frame;
  const large = useSession((state) => state.detail !== "full");
  const own = headings.at(-1);
  return (
    <div className="cw-frame">
      <div className="pointer-events-auto absolute inset-x-5 top-3 flex min-w-0 flex-col">
        <div className="flex min-w-0 items-baseline gap-2 overflow-hidden">
          {headings.slice(0, -1).map((heading) => (
            <Title key={heading.cell} heading={heading} large={large} outer />
          ))}
          {own ? <Title heading={own} large={large} /> : null}
        </div>
        {own?.text && !large ? <span className="truncate text-xs text-muted">{own.text}</span> : null}
      </div>
    </div>
  );
});

function Title({
  heading,
  large,
  outer = false,
}: {
  readonly heading: Heading;
  readonly large: boolean;
  readonly outer?: boolean;
}) {
  const selected = useSession((state) => state.selected.includes(heading.cell));
  return (
    <button
      type="button"
      tabIndex={-1}
      data-node-id={heading.cell}
      onClick={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) toggleSelected(context.session, heading.cell);
        else select(context.session, [heading.cell]);
      }}
      className={classNames(
        "max-w-full truncate rounded px-1 text-left",
        large ? "text-[22px]" : "text-[15px]",
        outer ? "shrink text-muted" : "font-semibold",
        selected && "bg-accent-soft text-accent",
      )}
    >
      {heading.title}
      {outer ? " ›" : ""}
    </button>
  );
}
