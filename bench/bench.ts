import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { describeFigure } from "../e2e/performance/figure.ts";
import { measureCanvas } from "./canvas-figures.ts";
import { type Measured, measure, type Row } from "./row.ts";
import { arrayChain } from "./rows/array-chain.ts";
import { checkFolder } from "./rows/check-folder.ts";
import { graphAndPlan } from "./rows/graph-and-plan.ts";
import { independentCells } from "./rows/independent-cells.ts";
import { secondRun } from "./rows/second-run.ts";
import { trivialCells } from "./rows/trivial-cells.ts";

const rows: readonly Row[] = [...trivialCells, independentCells, graphAndPlan, checkFolder, arrayChain, secondRun];

/** `npm run bench [-- ROW…]`: each row is a ratio measured in one run; "canvas" are the figures of the editor. */
const wanted = process.argv.slice(2);
const asked = (name: string) => wanted.length === 0 || wanted.some((word) => name.includes(word));

console.log(
  `${cpus().length} cores, Node ${process.versions.node}. Ratios are ours divided by theirs; smaller is better.\n`,
);
console.log("| row | ours | theirs | ratio | rate | goal | |\n|---|---|---|---|---|---|---|");
for (const row of rows.filter(({ name }) => asked(name))) console.log(await measuredLine(row));
if (asked("canvas")) {
  console.log("\n| canvas figure | cells | measured | goal | limit | |\n|---|---|---|---|---|---|");
  for (const figure of await measureCanvas()) console.log(describeFigure(figure));
}

async function measuredLine(row: Row): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-bench-"));
  try {
    return describeRow(row, await measure(row, folder));
  } catch (error) {
    process.exitCode = 1;
    return `| ${row.about} | failed: ${String(error).replaceAll("\n", " ").slice(0, 300)} | | | | | |`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeRow({ about, goals }: Row, { ours, theirs, ratio, rate, met }: Measured): string {
  const goal = [
    ...(goals.ratio === undefined ? [] : [`ratio ≤ ${goals.ratio}`]),
    ...(goals.seconds === undefined ? [] : [`≤ ${time(goals.seconds)}`]),
  ].join(", ");
  const verdict = met === null ? "" : met ? "met" : "missed";
  const cells = rate === null ? "" : `${Math.round(rate).toLocaleString("en")} cells/s`;
  return `| ${about} | ${time(ours)} | ${time(theirs)} | ${ratio.toFixed(2)} | ${cells} | ${goal} | ${verdict} |`;
}

function time(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
}
