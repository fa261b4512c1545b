import { compile } from "../../compile.ts";
import type { JobEvent } from "../../model/job.ts";
import type { CompiledSource } from "../../model/skeleton.ts";
import { flowOf, testParser } from "./run-cells.ts";
import { runJob } from "./run-job.ts";

/** What is short would otherwise not be worth a process, and nothing would run apart. */
const eager = `import cellweave.splitting, cellweave.foresight
cellweave.splitting.PATIENCE_SECONDS = cellweave.splitting.LIGHT_SECONDS = cellweave.foresight.LIGHT_SECONDS = 0
cellweave.splitting.LEAST_SECONDS = cellweave.splitting.LEAST_ITEM_SECONDS = 0`;

export interface Compared {
  readonly source: string;
  /** What ran instead; null when it ran as it stands. */
  readonly compiled: string | null;
  /** What a person sees of the cell, and what its record says of names and files. */
  readonly asWritten: string;
  readonly apart: string;
}

/** Runs cells in one session as they are written, and in another compiled, with everything eager to run apart. */
export async function compareCells(cells: readonly string[], workers = 3): Promise<readonly Compared[]> {
  const sources = [eager, ...cells];
  const compiled = await compiledSources(sources);
  const asWritten = sources.map((source) => ({ source }));
  const instead = sources.map((source, index) => ({ source, ...compiled[index] }));
  const told = await Promise.all([runJob(asWritten, 1), runJob(instead, workers)]);
  const [written = [], apart = []] = told.map((events) => shownBy(events, sources.length));
  return sources.slice(1).map((source, index) => ({
    source,
    compiled: compiled[index + 1]?.compiled?.source ?? null,
    asWritten: written[index + 1] ?? "",
    apart: apart[index + 1] ?? "",
  }));
}

async function compiledSources(sources: readonly string[]): Promise<readonly { compiled?: CompiledSource }[]> {
  const { plan } = compile(flowOf(sources), { parser: await testParser() });
  const parts = new Map(plan.steps.flatMap((step) => step.parts).map((part) => [part.cell, part.compiled]));
  return sources.map((_, index) => {
    const compiled = parts.get(`c${index}`);
    return compiled ? { compiled } : {};
  });
}

function shownBy(events: readonly JobEvent[], count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    events
      .filter((event) => "cell" in event && event.cell === `c${index}`)
      .map(shown)
      .join(""),
  );
}

function shown(event: JobEvent): string {
  if (event.event === "stream") return event.text.replace(measured, "$1 …");
  if (event.event === "result" || event.event === "display") return `${JSON.stringify(event.output.data)}\n`;
  if (event.event === "error") return `${event.output.traceback.join("\n")}\n`;
  if (event.event !== "cell-finished") return "";
  const { writes, deletes, ambient, effects } = event.record;
  return JSON.stringify({ writes: writes.toSorted(), deletes, ambient, effects: effects.map(withoutFolder).sort() });
}

/** What `%%time` prints is another each time. */
const measured = /^(CPU times:|Wall time:) .*/gm;

/** The folder of a job has another name each time. */
const withoutFolder = (effect: string) => effect.replace(/\/[^:]*\/cellweave-job-[^/]*/, "");
