import type { RunEvent, RunOutcome } from "@cellweave/engine/model/run";
import type { GoingRun, RunInput } from "../world.ts";

export interface ToldRun {
  /** What the server gave the engine. */
  readonly input: RunInput;
  tell(...events: readonly RunEvent[]): void;
  finish(outcome: RunOutcome): void;
}

/** An engine whose runs tell what a test says, for what a real run cannot be made to do on purpose. */
export function toldRuns(): { startRun(input: RunInput): Promise<GoingRun>; readonly runs: ToldRun[] } {
  const runs: ToldRun[] = [];
  return {
    runs,
    async startRun(input) {
      let settle: (outcome: RunOutcome) => void = () => {};
      const finished = new Promise<RunOutcome>((resolve) => {
        settle = resolve;
      });
      const tell = (...events: readonly RunEvent[]) => events.forEach(input.onEvent);
      const finish = (outcome: RunOutcome) => {
        tell({ at: Date.now(), event: "run-finished", outcome, seconds: 1 });
        settle(outcome);
      };
      const cells = input.flow.cells.map(({ id }) => id);
      tell({ at: Date.now(), event: "run-started", run: input.id, notebook: input.request.notebook, cells });
      runs.push({ input, tell, finish });
      return { id: input.id, finished, cancel: async () => finish("cancelled") };
    },
  };
}
