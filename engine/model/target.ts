/** A place where jobs run. */
export interface Target {
  readonly name: string;
  readonly driver: string;
  readonly settings: { readonly [key: string]: unknown };
}

export interface TargetFacts {
  readonly reachable: boolean;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly python: string;
  readonly pythonVersion: string;
}
