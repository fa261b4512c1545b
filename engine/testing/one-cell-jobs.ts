import type { Job, JobEvent } from "../model/job.ts";

/** A job of cells with these sources, for a notebook in `folder`. */
export function jobOfCells(folder: string, key: string, sources: readonly string[], more: Partial<Job> = {}): Job {
  return {
    version: 1,
    key,
    run: "run",
    step: "step",
    directory: folder,
    objects: `${folder}/.objects`,
    prelude: [],
    cells: sources.map((source, index) => ({
      id: `c${index}`,
      source,
      executionCount: index + 1,
      needs: [],
      gate: false,
      inputs: [],
      preload: [],
    })),
    wanted: [],
    stopOnError: true,
    guard: false,
    ...more,
  };
}

/** The same job with a stored value for its first cell. */
export function withInput(job: Job, digest: string, name: string): Job {
  const [first, ...rest] = job.cells;
  if (!first) return job;
  return { ...job, cells: [{ ...first, inputs: [{ digest, origins: { [name]: "before" } }] }, ...rest] };
}

export async function collectEvents(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function streamed(events: readonly JobEvent[]): string {
  return events.map((event) => (event.event === "stream" ? event.text : "")).join("");
}
