import type { Target } from "../../model/target.ts";

/** Settings of the local target. Paths are absolute. */
export interface LocalSettings {
  /** The Python that runs the jobs, or that the packages are put on top of. */
  readonly python: string;
  /** The runner, one zip application. */
  readonly runner: string;
  /** Where the run's job directories are made. */
  readonly jobs: string;
  /** What is installed on top of what the Python has, as pip takes it. */
  readonly packages: readonly string[];
  /** Folder in which Pythons with packages of their own are kept. */
  readonly layers: string;
  readonly indexUrl: string;
  readonly proxy: string;
}

export function localSettings(target: Target): LocalSettings {
  const { python, runner, jobs, packages = [], layers = "", indexUrl = "", proxy = "" } = target.settings;
  if (typeof python !== "string" || typeof runner !== "string" || typeof jobs !== "string") {
    throw new TypeError("the local target needs the settings python, runner and jobs");
  }
  return {
    python,
    runner,
    jobs,
    packages: Array.isArray(packages) ? packages.map(String) : [],
    layers: String(layers),
    indexUrl: String(indexUrl),
    proxy: String(proxy),
  };
}
