import { applyEvents, emptyRun, joinStreams } from "@cellweave/engine/model/apply-event";
import type { RunEvent, RunState } from "@cellweave/engine/model/run";
import { type Throttle, throttle } from "./throttle.ts";

export interface LiveRunInput {
  /** Relative to the served folder: what tabs call it. */
  readonly notebook: string;
  readonly limits: { readonly batch: number; readonly journal: number; readonly save: number };
  /** What was told before, where the run goes on from there. */
  readonly before?: { readonly state: RunState; readonly events: number };
  /** Tells the tabs, at the moment at which `state` changes: a tab can know which events its state has in it. */
  tell(events: readonly RunEvent[]): void;
  journal(first: number, events: readonly RunEvent[]): Promise<void>;
  writeOutputs(written: RunState, now: RunState): Promise<void>;
  onTrouble(error: unknown): void;
}

/** Characters of streams that are told at once, however short the time was in which they came. */
const largestBatch = 256 * 1024;

/** A run that goes on: folds its events into its state, tells and journals them in batches, writes outputs now and then. */
export class LiveRun {
  readonly #input: LiveRunInput;
  readonly #telling: Throttle;
  readonly #journalling: Throttle;
  readonly #saving: Throttle;
  #state: RunState;
  #written: RunState;
  #untold: RunEvent[] = [];
  #untoldText = 0;
  #unjournalled: RunEvent[] = [];
  #journalled: number;

  constructor(input: LiveRunInput) {
    this.#input = input;
    this.#state = input.before?.state ?? emptyRun;
    this.#written = this.#state;
    this.#journalled = input.before?.events ?? 0;
    const { batch, journal, save } = input.limits;
    this.#telling = throttle(batch, 1, () => this.#trying(async () => this.#tell()));
    this.#journalling = throttle(journal, 10, () => this.#trying(() => this.#journal()));
    this.#saving = throttle(save, 10, () => this.#trying(() => this.#save()));
  }

  get state(): RunState {
    return this.#state;
  }

  add(event: RunEvent): void {
    this.#untold.push(event.event === "run-started" ? { ...event, notebook: this.#input.notebook } : event);
    this.#untoldText += event.event === "stream" ? event.text.length : 0;
    this.#telling.ask();
    if (this.#untoldText > largestBatch) void this.#telling.flush();
  }

  /** What was told up to now is in the journal. */
  async settleJournal(): Promise<void> {
    await this.#telling.flush();
    await this.#journalling.flush();
  }

  /** What was told up to now is in the journal and in the notebook. */
  async settle(): Promise<void> {
    await this.settleJournal();
    await this.#saving.flush();
  }

  #tell(): void {
    const events = joinStreams(this.#untold);
    this.#untold = [];
    this.#untoldText = 0;
    if (events.length === 0) return;
    this.#state = applyEvents(this.#state, events);
    this.#unjournalled.push(...events);
    this.#input.tell(events);
    this.#journalling.ask();
    this.#saving.ask();
  }

  async #journal(): Promise<void> {
    const events = joinStreams(this.#unjournalled);
    this.#unjournalled = [];
    const first = this.#journalled;
    this.#journalled += events.length;
    await this.#input.journal(first, events);
  }

  async #save(): Promise<void> {
    const now = this.#state;
    if (now === this.#written) return;
    await this.#input.writeOutputs(this.#written, now);
    this.#written = now;
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    await act().catch((error) => this.#input.onTrouble(error));
  }
}
