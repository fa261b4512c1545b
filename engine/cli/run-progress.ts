import type { FlowCell } from "../model/flow.ts";
import type { RunEvent, RunState } from "../model/run.ts";
import { transferInWords } from "../model/transfer-in-words.ts";
import { cellTitle, printable, shorten } from "./cell-title.ts";
import type { Terminal } from "./command.ts";
import { duration } from "./duration.ts";
import { itemsInWords } from "./items-in-words.ts";

/** Tells on the terminal how a run goes on. */
export interface RunProgress {
  /** After the state has taken these events in. */
  tell(events: readonly RunEvent[], state: RunState): void;
  /** Takes the line that is written over off the screen. */
  close(): void;
}

/** On a screen one line that is written over, elsewhere a line for each cell that ends. */
export function runProgress(cells: readonly FlowCell[], terminal: Terminal): RunProgress {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  return terminal.screen === null ? plainProgress(byId, terminal) : screenProgress(byId, terminal);
}

type Cells = ReadonlyMap<string, FlowCell>;

function plainProgress(cells: Cells, terminal: Terminal): RunProgress {
  return {
    tell: (events, state) => {
      for (const event of events) {
        const line = endLine(event, cells);
        const { done, total } = state.progress;
        if (line !== null) terminal.err(`[${done}/${total}] ${line}\n`);
      }
    },
    close: () => {},
  };
}

function screenProgress(cells: Cells, terminal: Terminal): RunProgress {
  const started = terminal.now();
  let latest: RunState | null = null;
  const draw = () => {
    if (latest === null || terminal.screen === null) return;
    const line = progressLine(latest, cells, (terminal.now() - started) / 1000);
    terminal.err(`\r\u001b[2K${shorten(line, terminal.screen.columns - 1)}`);
  };
  // Time passes while nothing happens.
  const clock = setInterval(draw, 250);
  return {
    tell: (events, state) => {
      for (const event of events) {
        if (event.event !== "cell-state" && event.event !== "preparing") continue;
        if (event.event === "cell-state" && (event.state === "done" || event.state === "cached")) continue;
        const line = endLine(event, cells);
        if (line !== null) terminal.err(`\r\u001b[2K${line}\n`);
      }
      latest = state;
      draw();
    },
    close: () => {
      clearInterval(clock);
      terminal.err("\r\u001b[2K");
    },
  };
}

/** "3 of 12 cells · cell 5 (fit(X)) and 1 more · map fit 37 / 200, 1.6 items/s · 12 s · about 40 s left" */
export function progressLine(state: RunState, cells: Cells, seconds: number): string {
  const { progress } = state;
  const [first, ...others] = progress.running;
  const running =
    first === undefined ? null : cellTitle(cells.get(first)) + (others.length ? ` and ${others.length} more` : "");
  const left = progress.secondsLeft === null ? null : `about ${duration(progress.secondsLeft)} left`;
  return [
    `${progress.done} of ${progress.total} cells`,
    running,
    preparing(state),
    runningItems(state),
    duration(seconds),
    left,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What the first cell that is not begun waits for. */
function preparing({ cells }: RunState): string | null {
  const waiting = Object.values(cells).find((cell) => cell.preparing !== undefined);
  return waiting?.preparing ? printable(transferInWords(waiting.preparing)) : null;
}

/** How far the skeleton is that told something last, among those whose cells run. */
function runningItems({ cells, progress }: RunState): string | null {
  const [latest] = progress.running
    .flatMap((id) => cells[id]?.calls?.slice(-1) ?? [])
    .filter(({ done, total }) => done !== total)
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
  return latest === undefined ? null : itemsInWords(latest);
}

const endings: { readonly [state: string]: string } = {
  done: "done",
  cached: "unchanged, taken from an earlier run",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
  lost: "lost",
};

function endLine(event: RunEvent, cells: Cells): string | null {
  if (event.event === "message") return `${event.code} ${printable(event.text)}`;
  if (event.event === "preparing" && event.progress.bytes === undefined)
    return `${cellTitle(cells.get(event.cell))}: ${printable(event.progress.text)}`;
  if (event.event !== "cell-state") return null;
  const ending = endings[event.state];
  if (ending === undefined) return null;
  const seconds = event.seconds === undefined ? "" : ` in ${duration(event.seconds)}`;
  // Why a cell ran is told in the editor; here it would hide what matters.
  const fine = event.state === "done" || event.state === "cached";
  const reason = event.reason === undefined || fine ? "" : `: ${printable(event.reason)}`;
  return `${cellTitle(cells.get(event.cell))} ${ending}${seconds}${reason}`;
}
