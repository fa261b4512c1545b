/** A Python that was found on the machine. */
export interface PythonFound {
  readonly path: string;
  readonly version: string;
  /** Why it is listed: given by `--python`, the notebook's kernelspec, an active environment, Cellweave's own, or PATH. */
  readonly origin: "option" | "kernelspec" | "active" | "cellweave" | "path";
  readonly label: string;
  readonly hasIPython: boolean;
}

/** What a step really ran in; written into the run's record. */
export interface EnvironmentInstance {
  readonly name: string;
  readonly kind: "local";
  readonly python: string;
  readonly version: string;
  readonly digest: string;
}
