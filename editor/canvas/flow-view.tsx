import {
  applyNodeChanges,
  Background,
  type FinalConnectionState,
  type NodeChange,
  type NodeMouseHandler,
  type OnMove,
  ReactFlow,
  SelectionMode,
} from "@xyflow/react";
import { type MouseEvent as ReactMouseEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { edit } from "../actions/cell-actions.ts";
import { context } from "../actions/context.ts";
import { connectCells } from "../actions/draw-edge.ts";
import { neighbours } from "../document/analysis.ts";
import { putCells } from "../document/commands/put-cells.ts";
import { execute } from "../document/document.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useSession } from "../hooks/use-session.ts";
import { select } from "../session/changes.ts";
import type { Detail } from "../session/session.ts";
import { CanvasControls } from "./canvas-controls.tsx";
import { CellNode } from "./cell-node.tsx";
import { cellAt } from "./draw-overview.ts";
import { edgesInFocus, type FlowEdge } from "./flow-edges.ts";
import { type FlowNode, flowNodes, valueOfPort } from "./flow-nodes.ts";
import { FrameNode } from "./frame-node.tsx";
import { OverviewPicture } from "./overview.tsx";
import { sameList } from "./same-list.ts";
import { SelectionToolbar } from "./selection-toolbar.tsx";
import { SpokenSelection } from "./spoken-selection.tsx";
import { useLayout } from "./use-layout.ts";
import { useWishes } from "./use-wishes.ts";
import { ValueEdge } from "./value-edge.tsx";

const nodeTypes = { cell: CellNode, frame: FrameNode };
const edgeTypes = { value: ValueEdge };
const none: never[] = [];
const noAttribution = { hideAttribution: true };

export function FlowView() {
  const { layout, edges } = useLayout();
  const order = useDocument((state) => state.content.order);
  const facts = useAnalysis((state) => neighbours(state.graph).facts);
  const selected = useSession((state) => state.selected);
  const overview = useSession((state) => state.detail === "overview");
  const [nodes, setNodes] = useState<FlowNode[]>(none);
  const dragging = useRef(false);

  useEffect(() => {
    if (dragging.current) return;
    setNodes((known) => {
      const made = flowNodes(layout, order, facts, new Map(known.map((node) => [node.id, node])));
      return sameList(known, withSelected(made, selected));
    });
  }, [layout, order, facts, selected]);

  const shown = useSession(useMemo(() => edgesInFocus(edges), [edges]));
  useWishes(layout);

  const change = useCallback((changes: NodeChange<FlowNode>[]) => {
    const picked = changes.filter((one) => one.type === "select");
    if (picked.length > 0) takeSelection(picked);
    const moved = changes.filter((one) => one.type === "position");
    if (moved.length > 0) setNodes((known) => applyNodeChanges(moved, known));
  }, []);

  const pickUp = useCallback(() => {
    dragging.current = true;
  }, []);
  const drop = useCallback((_event: unknown, _node: unknown, dragged: readonly FlowNode[]) => {
    dragging.current = false;
    putDown(dragged);
  }, []);
  const press = useCallback((event: ReactMouseEvent) => clickPane(event, layout.cells), [layout]);

  return (
    <div
      role="application"
      aria-label="Graph of cells. Arrow keys walk along the edges, Enter edits, Shift+Enter runs, L connects."
      data-focus="canvas"
      data-detail={overview ? "overview" : undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes the arrow keys; it is one tab stop.
      tabIndex={0}
      className="size-full outline-offset-[-2px]"
    >
      {overview ? <OverviewPicture layout={layout} edges={edges} /> : null}
      <ReactFlow<FlowNode, FlowEdge>
        nodes={overview ? none : nodes}
        edges={overview ? none : shown}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={change}
        onNodeDragStart={pickUp}
        onNodeDragStop={drop}
        onNodeDoubleClick={editNode}
        onNodeMouseEnter={hover}
        onNodeMouseLeave={unhover}
        onPaneClick={press}
        onMove={seeDetail}
        onConnectEnd={connect}
        onlyRenderVisibleElements
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        // Space would pan, and with it be taken from an editor beside the canvas.
        panActivationKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={multiSelect}
        selectionMode={SelectionMode.Partial}
        elevateNodesOnSelect={false}
        connectionRadius={1}
        nodeDragThreshold={4}
        minZoom={0.02}
        maxZoom={2}
        zoomOnDoubleClick={false}
        proOptions={noAttribution}
      >
        {overview ? null : <Background gap={24} size={1.4} />}
        <SelectionToolbar />
        <CanvasControls layout={layout} />
      </ReactFlow>
      <SpokenSelection />
    </div>
  );
}

const multiSelect = ["Control", "Meta", "Shift"];

function withSelected(nodes: FlowNode[], selected: readonly string[]): FlowNode[] {
  const chosen = new Set(selected);
  return nodes.map((node) =>
    Boolean(node.selected) === chosen.has(node.id) ? node : { ...node, selected: chosen.has(node.id) },
  );
}

function takeSelection(changes: readonly { readonly id: string; readonly selected: boolean }[]): void {
  const { session } = context;
  const off = new Set(changes.filter((one) => !one.selected).map((one) => one.id));
  const kept = session.getState().selected.filter((id) => !off.has(id));
  const on = changes.filter((one) => one.selected && !kept.includes(one.id)).map((one) => one.id);
  select(session, [...kept, ...on]);
}

function putDown(dragged: readonly FlowNode[]): void {
  const at = dragged
    .filter((node) => node.type === "cell")
    .map(({ id, position }) => [id, [Math.round(position.x), Math.round(position.y)]] as const);
  execute(context.documents, putCells, { at: Object.fromEntries(at) });
}

function clickPane(event: ReactMouseEvent, cells: Parameters<typeof cellAt>[0]): void {
  const { session } = context;
  const pane = event.currentTarget.closest(".react-flow");
  const place = session.getState().detail === "overview" && pane ? flowPlace(event, pane) : null;
  const cell = place && cellAt(cells, place.x, place.y);
  if (!cell) {
    select(session, []);
    return;
  }
  select(session, [cell]);
  session.setState(({ wish }) => ({ wish: { wish: "reveal", cells: [cell], serial: (wish?.serial ?? 0) + 1 } }));
}

/** Where in the flow a press on the pane is, told from the pane's own transform. */
function flowPlace(event: ReactMouseEvent, pane: Element): { x: number; y: number } | null {
  const viewport = pane.querySelector<HTMLElement>(".react-flow__viewport");
  if (!viewport) return null;
  const { a: zoom, e: left, f: top } = new DOMMatrix(getComputedStyle(viewport).transform);
  const box = pane.getBoundingClientRect();
  return { x: (event.clientX - box.left - left) / zoom, y: (event.clientY - box.top - top) / zoom };
}

const editNode: NodeMouseHandler<FlowNode> = (_event, node) => {
  if (node.type === "cell") edit(context, node.id);
};

const hover: NodeMouseHandler<FlowNode> = (_event, node) => {
  if (node.type === "cell") context.session.setState({ hovered: node.id });
};

function unhover(): void {
  context.session.setState({ hovered: null });
}

const seeDetail: OnMove = (_event, { zoom }) => {
  const detail: Detail = zoom >= 0.8 ? "full" : zoom >= 0.4 ? "title" : "overview";
  if (context.session.getState().detail !== detail) context.session.setState({ detail });
};

function connect(event: MouseEvent | TouchEvent, { fromNode, fromHandle }: FinalConnectionState): void {
  const { clientX, clientY } =
    "changedTouches" in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
  const under = document.elementFromPoint(clientX, clientY)?.closest("[data-node-id]");
  const to = under?.getAttribute("data-node-id");
  if (!fromNode || !to || to === fromNode.id) return;
  connectCells(context, fromNode.id, to, valueOfPort(fromHandle?.id));
}
