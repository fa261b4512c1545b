import process from "node:process";
import { expect, test } from "vitest";
import { compile } from "../compile.ts";
import type { JobEvent } from "../model/job.ts";
import type { CompiledSource } from "../model/skeleton.ts";
import { firstCells, lookCell, randomCell } from "./testing/random-cells.ts";
import { flowOf, testParser } from "./testing/run-cells.ts";
import { runJob } from "./testing/run-job.ts";

/** How many, and from which seed: `CELLWEAVE_CELLS=5000 CELLWEAVE_SEED=7` looks further than every test run can. */
const count = Number(process.env.CELLWEAVE_CELLS ?? 300);
const firstSeed = Number(process.env.CELLWEAVE_SEED ?? 1);
const perNotebook = 30;

/** What is short would otherwise not be worth a process, and nothing would run apart. */
const eager = `import cellweave.splitting, cellweave.foresight
cellweave.splitting.PATIENCE_SECONDS = cellweave.splitting.LIGHT_SECONDS = cellweave.foresight.LIGHT_SECONDS = 0`;

const notebooks = Array.from({ length: Math.ceil(count / perNotebook) }, (_, index) => firstSeed + index * perNotebook);

test.each(notebooks)(
  "generated cells from %i on give compiled what they give as written",
  // A difference is a defect, however seldom: never tried twice.
  { retry: 0, timeout: 120_000 },
  async (seed) => {
    const seeds = Array.from({ length: Math.min(perNotebook, count - (seed - firstSeed)) }, (_, index) => seed + index);
    const generated = seeds.flatMap((one) => [randomCell(one), lookCell]);
    const sources = [eager, ...firstCells, ...generated];
    const compiled = await compiledSources(sources);
    const asWritten = sources.map((source) => ({ source }));
    const apart = sources.map((source, index) => ({ source, ...compiled[index] }));
    const expected = shownBy(await runJob(asWritten, 1), sources);
    const ran = shownBy(await runJob(apart, 3), sources);
    // What follows the first difference says nothing new.
    const first = ran.findIndex((text, index) => text !== expected[index]);
    const instead = compiled[first]?.compiled?.source ?? compiled[first - 1]?.compiled?.source;
    expect(ran[first], `from seed ${seed}, compiled:\n${instead}`).toBe(expected[first]);
  },
);

async function compiledSources(sources: readonly string[]): Promise<readonly { compiled?: CompiledSource }[]> {
  const { plan } = compile(flowOf(sources), { parser: await testParser() });
  const parts = new Map(plan.steps.flatMap((step) => step.parts).map((part) => [part.cell, part.compiled]));
  return sources.map((_, index) => {
    const compiled = parts.get(`c${index}`);
    return compiled ? { compiled } : {};
  });
}

/** Cell by cell what a person sees of it, below its source. */
function shownBy(events: readonly JobEvent[], sources: readonly string[]): string[] {
  return sources.map((source, index) => {
    const own = events.filter((event) => "cell" in event && event.cell === `c${index}`);
    return `${source}\n→ ${own.map(shown).join("")}`;
  });
}

function shown(event: JobEvent): string {
  if (event.event === "stream") return event.text;
  if (event.event === "result") return `${JSON.stringify(event.output.data)}\n`;
  if (event.event === "error") return `${event.output.traceback.join("\n")}\n`;
  if (event.event !== "cell-finished") return "";
  const { writes, deletes, ambient, effects } = event.record;
  return JSON.stringify({ writes: writes.toSorted(), deletes, ambient, effects: effects.map(withoutFolder).sort() });
}

/** The folder of a job has another name each time. */
const withoutFolder = (effect: string) => effect.replace(/\/[^:]*\/cellweave-job-[^/]*/, "");
