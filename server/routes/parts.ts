import type { PythonParser } from "@cellweave/engine/compile";
import type { ServerConfig } from "../config.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Exports } from "../exports/exports.ts";
import type { Notebooks } from "../notebooks/notebooks.ts";
import type { Pythons } from "../runs/pythons.ts";
import type { Runs } from "../runs/runs.ts";
import type { Store } from "../store/open-store.ts";
import type { Verifications } from "../verifications/verifications.ts";

/** What the routes stand on. */
export interface Parts {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly hub: EventHub;
  readonly notebooks: Notebooks;
  readonly pythons: Pythons;
  readonly runs: Runs;
  readonly exports: Exports;
  loadParser(): Promise<PythonParser>;
  readonly verifications: Verifications;
}
