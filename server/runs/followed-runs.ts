import type { RunEvent, RunId, RunOutcome, RunState } from "@cellweave/engine/model/run";
import type { EventHub } from "../events/event-hub.ts";
import type { Store } from "../store/open-store.ts";
import { addEvents, endRun, pruneEvents } from "../store/run-history.ts";
import type { GoingRun } from "../world.ts";
import { failedOf } from "./failed-cells.ts";
import { LiveRun, type LiveRunInput } from "./live-run.ts";

export interface FollowedRunsInput {
  /** The served folder. */
  readonly directory: string;
  readonly limits: LiveRunInput["limits"];
  readonly store: Store;
  readonly hub: EventHub;
  writeOutputs(notebook: string, written: RunState, now: RunState): Promise<void>;
  /** Told what went wrong where nobody waits for an answer. */
  report(error: unknown): void;
}

export interface Followed {
  readonly id: RunId;
  readonly notebook: string;
  readonly live: LiveRun;
  readonly onEvent: (event: RunEvent) => void;
  /** Known once the engine has taken the run. */
  started: GoingRun | null;
  /** It was cancelled, perhaps before that. */
  unwanted: boolean;
}

export interface Beginning {
  /** What was told before, where the run goes on from there. */
  readonly before?: LiveRunInput["before"];
  /** Nothing is journalled before it settles. */
  readonly ready?: Promise<void>;
}

/** The runs that go on: their events reach tabs, journal and notebook until the run ends or the server closes. */
export class FollowedRuns {
  readonly #input: FollowedRunsInput;
  readonly #runs = new Map<RunId, Followed>();
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  constructor(input: FollowedRunsInput) {
    this.#input = input;
  }

  get(id: RunId): Followed | undefined {
    return this.#runs.get(id);
  }

  /** Makes ready for the run's events. */
  begin(id: RunId, notebook: string, { before, ready }: Beginning = {}): Followed {
    const { limits, store, hub, writeOutputs } = this.#input;
    const troubles = new Set<string>();
    const live = new LiveRun({
      notebook,
      limits,
      before,
      tell: (events) => hub.tell({ topic: "run", run: id, notebook, events }),
      journal: async (first, events) => {
        await ready;
        await addEvents(store, id, first, events);
      },
      writeOutputs: (written, now) => writeOutputs(notebook, written, now),
      onTrouble: (error) => {
        const text = `The run's outputs are not all kept: ${(error as Error).message}`;
        if (troubles.has(text)) return;
        troubles.add(text);
        onEvent({ at: Date.now(), event: "message", code: "CW7017", text, cell: null });
      },
    });
    const onEvent = (event: RunEvent) => {
      if (!this.#closed) live.add(event);
    };
    const run: Followed = { id, notebook, live, onEvent, started: null, unwanted: false };
    this.#runs.set(id, run);
    return run;
  }

  /** The run was not started after all. */
  forget(id: RunId): void {
    this.#runs.delete(id);
  }

  /** Sees the run through to its end. */
  async seeThrough(run: Followed, started: GoingRun): Promise<void> {
    run.started = started;
    if (run.unwanted) void started.cancel();
    const outcome = await started.finished.catch((error: unknown) => {
      tellLost(run, `The run broke off: ${(error as Error).message}`);
      return "lost" as const;
    });
    // A run that ends while the server closes is found ended by the next one.
    if (this.#closed) return;
    const ending = this.#end(run, outcome).catch(this.#input.report);
    this.#ending.add(ending);
    await ending;
    this.#ending.delete(ending);
  }

  /** Ends a run of which nothing is left to follow. */
  async giveUp(run: Followed, reason: string): Promise<void> {
    tellLost(run, reason);
    await this.#end(run, "lost");
  }

  /** Takes no more events; what was told is journalled. The runs themselves go on. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#ending);
    await Promise.all([...this.#runs.values()].map(({ live }) => live.settleJournal()));
  }

  async #end({ id, live }: Followed, outcome: RunOutcome): Promise<void> {
    const { directory, store } = this.#input;
    await live.settle();
    const cells = Object.keys(live.state.cells).length;
    await endRun(store, id, { outcome, finishedAt: Date.now(), cells, failed: failedOf(live.state) });
    this.#runs.delete(id);
    await pruneEvents(store, directory);
  }
}

function tellLost({ live, onEvent }: Followed, text: string): void {
  const at = Date.now();
  const { startedAt } = live.state;
  const seconds = startedAt === null ? 0 : (at - startedAt) / 1000;
  onEvent({ at, event: "message", code: "CW7013", text, cell: null });
  onEvent({ at, event: "run-finished", outcome: "lost", seconds });
}
