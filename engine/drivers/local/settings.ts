import type { Target } from "../../model/target.ts";

/** Settings of the local target. Paths are absolute. */
export interface LocalSettings {
  /** The Python that runs the jobs. */
  readonly python: string;
  /** The runner, one zip application. */
  readonly runner: string;
  /** Where the run's job directories are made. */
  readonly jobs: string;
}

export function localSettings(target: Target): LocalSettings {
  const { python, runner, jobs } = target.settings;
  if (typeof python !== "string" || typeof runner !== "string" || typeof jobs !== "string") {
    throw new TypeError("the local target needs the settings python, runner and jobs");
  }
  return { python, runner, jobs };
}
