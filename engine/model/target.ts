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

/** How far something is that a step waits for before or after it runs. */
export interface TransferProgress {
  readonly what: "upload" | "download" | "build" | "install" | "queue";
  /** One line for a person: "numpy-2.1.whl", "PENDING: Resources". */
  readonly text: string;
  readonly bytes?: number;
  readonly totalBytes?: number;
  readonly bytesPerSecond?: number;
}

/** Gives a secret by its name; rejects with a coded error where there is none. Never written down. */
export type Secrets = (name: string) => Promise<string>;
