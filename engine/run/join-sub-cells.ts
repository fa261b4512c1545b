import { type CellId, cellOf, type Flow } from "../model/flow.ts";
import type { CellRunState, RunEvent } from "../model/run.ts";

type Update = Extract<RunEvent, { event: "update-display" }>;
type Shown = Extract<RunEvent, { event: "stream" | "output" | "clear" | "items" }> | Update;
type Told = Extract<RunEvent, { event: "cell-state" }>;

interface Part {
  readonly id: CellId;
  state: CellRunState;
  last: Told | null;
  shown: Shown[];
}

interface Group {
  readonly cell: CellId;
  readonly parts: readonly Part[];
  /** The first part whose end was not yet told: what it shows is shown at once, what later ones show waits. */
  open: number;
  /** Something of the cell is on the screen. */
  visible: boolean;
  startedAt: number | null;
  /** Skeleton calls of the cell so far, as part and call, in the order in which they began. */
  calls: string[];
}

const ended: ReadonlySet<CellRunState> = new Set(["done", "cached", "failed", "skipped", "cancelled", "lost"]);

/**
 * Tells of cells what happens in their sub-cells: outputs in the order of the text, one state for the cell, and one for
 * each part. What concerns whole cells passes as it is.
 */
export function joinSubCells(apart: Flow, emit: (event: RunEvent) => void): (event: RunEvent) => void {
  const groups = groupsOf(apart);
  if (groups.size === 0) return emit;
  return (event) => {
    const update = updateIn(event);
    if (update !== null) keepWithDisplays(update, groups);
    const group = "cell" in event && event.cell !== null ? groups.get(cellOf(event.cell)) : undefined;
    if (group && "cell" in event && event.cell !== null) tellOfPart(group, event, emit);
    else emit(ofWholeCells(event, groups));
  };
}

function groupsOf(apart: Flow): Map<CellId, Group> {
  const parts = new Map<CellId, CellId[]>();
  for (const { id } of apart.cells) parts.set(cellOf(id), [...(parts.get(cellOf(id)) ?? []), id]);
  const split = [...parts].filter(([, ids]) => ids.length > 1);
  return new Map(
    split.map(([cell, ids]) => [
      cell,
      {
        cell,
        parts: ids.map((id): Part => ({ id, state: "not-run", last: null, shown: [] })),
        open: 0,
        visible: false,
        startedAt: null,
        calls: [],
      },
    ]),
  );
}

function tellOfPart(group: Group, event: RunEvent & { cell: CellId | null }, emit: (event: RunEvent) => void): void {
  const at = group.parts.findIndex(({ id }) => id === event.cell);
  const part = group.parts[at];
  switch (event.event) {
    case "cell-state":
      if (part) changeState(group, part, event, emit);
      return;
    case "cell-reset":
      if (part) takeBack(group, at, event, emit);
      return;
    case "stream":
    case "output":
    case "clear":
    case "items":
      part?.shown.push(event);
      if (at === group.open) show(group, event, emit);
      return;
    default:
      emit({ ...event, cell: group.cell } as RunEvent);
  }
}

/** What an event makes of displays that were shown before it: showing a display once more changes the others of its name. */
function updateIn(event: RunEvent): Update | null {
  if (event.event === "update-display") return event;
  if (event.event !== "output" || event.displayId === undefined || !("data" in event.output)) return null;
  const { data, metadata } = event.output;
  return { at: event.at, event: "update-display", displayId: event.displayId, data, metadata };
}

/** What is shown later, or once more, is shown as it was last. The event itself goes on: another cell may show the same display. */
function keepWithDisplays(event: Update, groups: ReadonlyMap<CellId, Group>): void {
  for (const { parts } of groups.values())
    for (const { shown } of parts)
      if (shown.some((one) => one.event === "output" && one.displayId === event.displayId)) shown.push(event);
}

function changeState(group: Group, part: Part, event: Told, emit: (event: RunEvent) => void): void {
  part.state = event.state;
  part.last = event;
  if (event.state === "running") group.startedAt ??= event.at;
  moveOn(group, emit);
  emit(stateOf(group, event));
}

/** Shows what was held back of the parts whose turn has come. */
function moveOn(group: Group, emit: (event: RunEvent) => void): void {
  for (let part = group.parts[group.open]; part && ended.has(part.state); part = group.parts[group.open]) {
    group.open += 1;
    for (const event of group.parts[group.open]?.shown ?? []) show(group, event, emit);
  }
}

/** A part runs again: what it showed is void. What stood before it stays. */
function takeBack(
  group: Group,
  at: number,
  event: Extract<RunEvent, { event: "cell-reset" }>,
  emit: (event: RunEvent) => void,
): void {
  const part = group.parts[at] as Part;
  part.shown = [];
  part.state = "queued";
  if (at > group.open) return;
  group.open = at;
  if (!group.visible) return;
  group.visible = false;
  emit({ ...event, cell: group.cell });
  for (const earlier of group.parts.slice(0, at)) for (const shown of earlier.shown) show(group, shown, emit);
}

function show(group: Group, event: Shown, emit: (event: RunEvent) => void): void {
  group.visible = true;
  if (event.event === "update-display") {
    emit(event);
    return;
  }
  if (event.event !== "items") {
    emit({ ...event, cell: group.cell });
    return;
  }
  const name = `${event.cell} ${event.progress.call}`;
  if (!group.calls.includes(name)) group.calls.push(name);
  emit({ ...event, cell: group.cell, progress: { ...event.progress, call: group.calls.indexOf(name) } });
}

function stateOf(group: Group, event: Told): RunEvent {
  const states = group.parts.map(({ state }) => state);
  const state = joined(states);
  const failed = group.parts.find((part) => part.state === "failed");
  const reason = (failed ?? group.parts.findLast(({ last }) => last?.reason !== undefined))?.last?.reason;
  const counted = group.parts.find(({ last }) => last?.executionCount !== undefined)?.last?.executionCount;
  return {
    at: event.at,
    event: "cell-state",
    cell: group.cell,
    state,
    parts: states,
    ...(reason === undefined ? {} : { reason }),
    ...(counted === undefined ? {} : { executionCount: counted }),
    ...(ended.has(state) && group.startedAt !== null ? { seconds: (event.at - group.startedAt) / 1000 } : {}),
  };
}

function joined(states: readonly CellRunState[]): CellRunState {
  if (!states.every((state) => ended.has(state)))
    return states.some((state) => state === "running" || ended.has(state)) ? "running" : (states[0] ?? "queued");
  for (const state of ["failed", "lost", "cancelled"] as const) if (states.includes(state)) return state;
  if (states.every((state) => state === "skipped")) return "skipped";
  return states.every((state) => state === "cached") ? "cached" : "done";
}

function ofWholeCells(event: RunEvent, groups: ReadonlyMap<CellId, Group>): RunEvent {
  switch (event.event) {
    case "run-started":
      return { ...event, cells: [...new Set(event.cells.map(cellOf))] };
    case "edge-observed":
      return { ...event, from: cellOf(event.from), to: cellOf(event.to) };
    case "progress": {
      const parts = [...groups.values()].map((group) => group.parts);
      const isEnded = ({ state }: Part) => ended.has(state);
      const extra = parts.reduce((sum, of) => sum + of.length - 1, 0);
      const extraDone = parts.reduce((sum, of) => sum + of.filter(isEnded).length - (of.every(isEnded) ? 1 : 0), 0);
      return {
        ...event,
        total: event.total - extra,
        done: Math.max(0, event.done - extraDone),
        running: [...new Set(event.running.map(cellOf))],
      };
    }
    default:
      return event;
  }
}
