import type { Ports } from "../cwl/ports.ts";
import type { ExportStep } from "../export-steps.ts";
import { watchedBy } from "../watched.ts";

/** Where a step finds what it needs and leaves what it gives, as seen from the folder in which it runs. */
export interface StepPlaces {
  readonly harness: string;
  readonly runner: string;
  readonly step: string;
  readonly shown: string;
  taken(name: string, from: string): string;
  given(name: string): string;
  /** A file as an earlier step left it, or from the notebook's folder where `from` is null. */
  staged(path: string, from: string | null): string;
}

/** What `harness.py` is told to run a step, without the parameters: the harness itself first. */
export function harnessWords(
  step: ExportStep,
  steps: readonly ExportStep[],
  ports: Ports,
  places: StepPlaces,
): readonly (readonly string[])[] {
  const at = steps.indexOf(step);
  const files = [...new Set([...step.reads.map(({ path }) => path), ...step.writes])];
  return [
    [places.harness, "--runner", places.runner, "--step", places.step],
    ["--name", step.id, "--order", String(at), "--shown", places.shown],
    ["--wanted", step.wanted.join(","), "--watched", watchedBy(step, steps).join(",")],
    ...step.takes.map(({ name, from }) => ["--take", places.taken(name, from)]),
    ...step.reads.map(({ path, from }) => ["--stage", `${ports.file(path)}=${places.staged(path, from)}`]),
    ...files.map((path) => ["--file", `${ports.file(path)}=${path}`]),
    ...step.gives.map((name) => ["--give", `${name}=${places.given(name)}`]),
  ];
}
