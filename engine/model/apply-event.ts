import type { CellId } from "./flow.ts";
import type { ItemProgress } from "./job.ts";
import { joinLines, type Output } from "./notebook.ts";
import type { CellRun, CellRunState, RunEvent, RunOutcome, RunState, SkeletonCall } from "./run.ts";
import { writeTerminal } from "./terminal-text.ts";

export const emptyRun: RunState = {
  run: null,
  notebook: null,
  startedAt: null,
  outcome: null,
  seconds: null,
  cells: {},
  progress: { done: 0, total: 0, running: [], secondsLeft: null },
  messages: [],
};

const emptyCell: CellRun = {
  state: "not-run",
  reason: null,
  executionCount: null,
  outputs: [],
  startedAt: null,
  seconds: null,
};

/** The state after one event. What the event did not touch is the same object as before. */
export function applyEvent(state: RunState, event: RunEvent): RunState {
  return applyEvents(state, [event]);
}

/** The state after many events: the same as one after the other, at the price of one copy. */
export function applyEvents(state: RunState, events: readonly RunEvent[]): RunState {
  let draft = openDraft(state);
  for (const event of joinStreams(events)) {
    if (event.event === "run-started") draft = openDraft(startRun(event));
    else changes[event.event](draft, event as never);
  }
  return closeDraft(draft);
}

interface Draft {
  readonly cells: Map<CellId, CellRun>;
  run: RunState;
}

type Of<Name extends RunEvent["event"]> = Extract<RunEvent, { event: Name }>;
type Changes = {
  readonly [Name in Exclude<RunEvent["event"], "run-started">]: (draft: Draft, event: Of<Name>) => void;
};

const changes: Changes = {
  "cell-state": (draft, event) =>
    change(draft, event.cell, ({ preparing, ...cell }) => ({
      ...cell,
      ...(event.state === "queued" && preparing ? { preparing } : {}),
      state: event.state,
      reason: event.reason ?? null,
      executionCount: event.executionCount ?? cell.executionCount,
      startedAt: event.state === "running" ? event.at : cell.startedAt,
      seconds: event.seconds ?? (event.state === "running" ? null : cell.seconds),
      ...(event.parts === undefined ? {} : { parts: event.parts }),
    })),
  "cell-reset": (draft, event) => change(draft, event.cell, ({ calls, preparing, ...cell }) => cleared(cell)),
  stream: (draft, event) => change(draft, event.cell, (cell) => withStream(cleanedFor(cell), event.name, event.text)),
  output: (draft, event) => {
    if (event.displayId !== undefined && "data" in event.output) updateDisplays(draft, event.displayId, event.output);
    change(draft, event.cell, (cell) => withOutput(cleanedFor(cell), event.output, event.displayId ?? null));
  },
  "update-display": (draft, event) => updateDisplays(draft, event.displayId, event),
  clear: (draft, event) =>
    change(draft, event.cell, (cell) => (event.wait ? { ...cell, clearsNext: true } : cleared(cell))),
  items: (draft, { cell: id, at, progress }) =>
    change(draft, id, (cell) => ({ ...cell, calls: withItems(cell.calls ?? [], progress, at) })),
  preparing: (draft, { cell: id, progress }) => change(draft, id, (cell) => ({ ...cell, preparing: progress })),
  progress: (draft, { done, total, running, secondsLeft }) => {
    draft.run = { ...draft.run, progress: { done, total, running, secondsLeft } };
  },
  // The graph shows it, the state of the run does not.
  "edge-observed": () => {},
  message: (draft, { code, text, cell }) => {
    draft.run = { ...draft.run, messages: [...draft.run.messages, { code, text, cell }] };
  },
  "run-finished": (draft, event) => {
    const progress = { ...draft.run.progress, running: [], secondsLeft: null };
    draft.run = { ...draft.run, outcome: event.outcome, seconds: event.seconds, progress };
    for (const id of cellIds(draft)) change(draft, id, (cell) => settled(cell, event.outcome));
  },
};

/** What a cell that the run left unfinished is called afterwards. */
const unfinished: { readonly [outcome in RunOutcome]: { readonly [state in CellRunState]?: CellRunState } } = {
  succeeded: {},
  failed: { queued: "not-run" },
  cancelled: { queued: "cancelled", running: "cancelled" },
  lost: { queued: "not-run", running: "lost" },
};

function settled(cell: CellRun, outcome: RunOutcome): CellRun {
  const state = unfinished[outcome][cell.state];
  return state ? { ...cell, state } : cell;
}

function startRun(event: Of<"run-started">): RunState {
  const queued = event.cells.map((id): [CellId, CellRun] => [id, { ...emptyCell, state: "queued" }]);
  return {
    ...emptyRun,
    run: event.run,
    notebook: event.notebook,
    startedAt: event.at,
    cells: Object.fromEntries(queued),
    progress: { done: 0, total: event.cells.length, running: [], secondsLeft: null },
  };
}

const shownItems = 10_000;

function withItems(calls: readonly SkeletonCall[], progress: ItemProgress, at: number): readonly SkeletonCall[] {
  const { call, finished, label, total, done, reused, workers } = progress;
  const before = calls[call];
  const items = [...(before?.items ?? []), ...finished].slice(0, shownItems);
  const next = [...calls];
  next[call] = { label, total, done, reused, workers, startedAt: before?.startedAt ?? at, updatedAt: at, items };
  return next;
}

/** Streams that follow each other in one cell become one event, so that a thousand lines cost one write. */
export function joinStreams(events: readonly RunEvent[]): RunEvent[] {
  const joined: RunEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.event === "stream" && last?.event === "stream" && last.cell === event.cell && last.name === event.name)
      joined[joined.length - 1] = { ...last, text: last.text + event.text };
    else joined.push(event);
  }
  return joined;
}

function withStream({ cursor, ...cell }: CellRun, name: "stdout" | "stderr", text: string): CellRun {
  const last = cell.outputs.at(-1);
  const follows = last?.output_type === "stream" && last.name === name;
  const before = follows ? { text: joinLines(last.text), cursor: cursor ?? null } : { text: "", cursor: null };
  const shown = writeTerminal(before, text);
  const output: Output = { output_type: "stream", name, text: shown.text };
  const outputs = follows ? cell.outputs.with(-1, output) : [...cell.outputs, output];
  return shown.cursor === null ? { ...cell, outputs } : { ...cell, outputs, cursor: shown.cursor };
}

function withOutput({ cursor, ...cell }: CellRun, output: Output, displayId: string | null): CellRun {
  const outputs = [...cell.outputs, output];
  if (displayId === null) return { ...cell, outputs };
  return { ...cell, outputs, displays: { ...cell.displays, [cell.outputs.length]: displayId } };
}

/** A cell whose `clear_output(wait=True)` waited for the output that comes now. */
function cleanedFor(cell: CellRun): CellRun {
  return cell.clearsNext ? cleared(cell) : cell;
}

function cleared({ displays, clearsNext, cursor, ...cell }: CellRun): CellRun {
  return { ...cell, outputs: [] };
}

/** Shows new content wherever the display is on show, in whichever cell. */
function updateDisplays(
  draft: Draft,
  displayId: string,
  content: Pick<Of<"update-display">, "data" | "metadata">,
): void {
  const { data, metadata } = content;
  for (const id of cellIds(draft)) {
    change(draft, id, (cell) => {
      const { displays } = cell;
      if (!displays || !Object.values(displays).includes(displayId)) return cell;
      const outputs = cell.outputs.map((output, at) =>
        displays[at] === displayId && "data" in output ? { ...output, data, metadata } : output,
      );
      return { ...cell, outputs };
    });
  }
}

function openDraft(state: RunState): Draft {
  return { cells: new Map(), run: state };
}

function closeDraft({ run, cells }: Draft): RunState {
  // Spread and fromEntries define members, so a cell called `__proto__` is only a cell.
  return cells.size === 0 ? run : { ...run, cells: { ...run.cells, ...Object.fromEntries(cells) } };
}

function cellIds({ run, cells }: Draft): Set<CellId> {
  return new Set([...Object.keys(run.cells), ...cells.keys()]);
}

function change({ run, cells }: Draft, id: CellId, next: (cell: CellRun) => CellRun): void {
  const cell = cells.get(id) ?? (Object.hasOwn(run.cells, id) ? run.cells[id] : undefined) ?? emptyCell;
  const changed = next(cell);
  if (changed !== cell) cells.set(id, changed);
}
