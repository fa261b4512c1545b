import type { StartedRun } from "../run/start-run.ts";
import { exitCodes, type Terminal } from "./command.ts";

/** What Ctrl+C does to a run: the first lets cells end in order, the second does not wait for them, the third for nothing. */
export function interrupter(terminal: Terminal, run: StartedRun): () => void {
  let times = 0;
  return () => {
    times++;
    if (times > 2) return terminal.quit(exitCodes.interrupted);
    if (times === 1) terminal.err("\nStopping the run; press Ctrl+C again to kill what does not stop.\n");
    void run.cancel(times === 1 ? undefined : 0);
  };
}
