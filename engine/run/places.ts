import type { Connection, Driver } from "../drivers/driver.ts";
import type { Place } from "../model/environment.ts";
import type { Target, TransferProgress } from "../model/target.ts";

/** A place that jobs can be given to. */
export interface OpenPlace {
  readonly driver: Driver;
  /** With what its jobs are rendered. */
  readonly target: Target;
  readonly connection: Connection;
  /** Steps that run in it at once; null when they use this computer, which has a limit for all of them. */
  readonly slots: number | null;
  /** Processes that the skeletons of one of its jobs may use; null for as many as on this computer. */
  readonly workers: number | null;
}

/** The places of one run. Each is opened once, at the first step that needs it. */
export interface Places {
  /** Connects, and makes the environment where it is not made yet. Rejects with a coded error. */
  open(place: Place, onProgress: (progress: TransferProgress) => void): Promise<OpenPlace>;
  /** Equal for places that give equal results, as far as that is known before they are opened. */
  digest(place: Place): string;
  /** See `OpenPlace.slots`. */
  slots(place: Place): number | null;
  /** Lets the default place load what many steps will import. */
  preload(modules: readonly string[]): void;
  close(): Promise<void>;
}
