import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from "@xyflow/react";
import { memo } from "react";
import { useSession } from "../hooks/use-session.ts";
import type { SessionState } from "../session/session.ts";
import { classNames } from "../ui/class-names.ts";
import type { FlowEdge } from "./flow-edges.ts";

/** How an edge stands out: its cell is selected or under the pointer, another one's is, or none. */
type Emphasis = "strong" | "faint" | "plain";

/** An edge with the names that travel along it; dashed where it may turn out not to be needed. */
export const ValueEdge = memo(function ValueEdge(props: EdgeProps<FlowEdge>) {
  const { source, target, data } = props;
  const emphasis = useSession((state) => emphasisOf(state, source, target));
  const labelled =
    useSession((state) => state.detail === "full") && (data?.near || (emphasis === "strong" && !data?.long));
  const [path, labelX, labelY] = pathOf(props);
  const label = data?.label ?? "";
  return (
    <g
      className={classNames(`cw-edge cw-edge-${emphasis}`, data?.gap !== null && "cw-edge-far")}
      data-edge={`${source}>${target}`}
    >
      <BaseEdge path={path} interactionWidth={0} strokeDasharray={data?.certain === false ? "5 4" : undefined} />
      {labelled && label !== "" ? (
        <text x={labelX} y={labelY} dy="0.35em" textAnchor="middle">
          {label.length > 34 ? `${label.slice(0, 33)}…` : label}
        </text>
      ) : null}
    </g>
  );
});

/** From section to section straight down, across in the gap between them, and down again: curves would cross others. A title stands before it. */
function pathOf(props: EdgeProps<FlowEdge>) {
  const { sourceY, targetY, data } = props;
  const gap = data?.gap ?? null;
  if (gap === null || gap < sourceY + 12 || gap > targetY) return getBezierPath(props);
  const [from, to] = data?.behind ?? [targetY, targetY];
  if (to >= targetY) return getSmoothStepPath({ ...props, centerY: gap, borderRadius: 14 });
  const [path, ...label] = getSmoothStepPath({ ...props, targetY: from, centerY: gap, borderRadius: 8 });
  return [`${path}M${props.targetX},${to}L${props.targetX},${targetY}`, ...label] as const;
}

function emphasisOf({ selected, hovered }: SessionState, source: string, target: string): Emphasis {
  if (hovered === source || hovered === target) return "strong";
  if (selected.length === 0 || selected.length > 40) return hovered === null ? "plain" : "faint";
  return selected.includes(source) || selected.includes(target) ? "strong" : "faint";
}
