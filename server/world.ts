import type { PythonSearch, StartedRun } from "@cellweave/engine";
import type { PythonParser } from "@cellweave/engine/compile";
import type { PythonFound } from "@cellweave/engine/model/environment";
import type { Flow } from "@cellweave/engine/model/flow";
import type { RunEvent, RunId, RunRequest } from "@cellweave/engine/model/run";
import type { Verdict, Way } from "@cellweave/engine/model/verdict";

export interface RunInput {
  readonly id: RunId;
  /** Absolute. */
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly request: RunRequest;
  readonly home: string;
  readonly python: PythonFound;
  readonly parallel: number;
  readonly memoryLimit: number | null;
  readonly parser: PythonParser;
  onEvent(event: RunEvent): void;
}

export interface ResumeInput {
  readonly id: RunId;
  readonly home: string;
  readonly parser: PythonParser;
  onEvent(event: RunEvent): void;
}

export interface VerificationInput extends Omit<RunInput, "id" | "request" | "memoryLimit" | "onEvent"> {
  onEvent(event: RunEvent, way: Way): void;
  /** Each run it makes, for stopping it. */
  onStarted(run: GoingRun, way: Way): void;
}

/** As much of a run as the server holds on to; what it knows inside is the engine's own. */
export type GoingRun = Omit<StartedRun, "running">;

/** What the server asks of the engine; a test may pass another. */
export interface World {
  startRun(input: RunInput): Promise<GoingRun>;
  /** Takes a run over from a server that died and tells all its events again; null when there is nothing left of it. */
  resumeRun(input: ResumeInput): Promise<GoingRun | null>;
  /** Runs a notebook in order and as a flow, each from the same files, and compares. Errors: CW5003. */
  verify(input: VerificationInput): Promise<Verdict>;
  findPythons(search: PythonSearch): Promise<readonly PythonFound[]>;
  loadParser(): Promise<PythonParser>;
}
