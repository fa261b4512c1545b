import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describeFigure } from "../e2e/performance/figure.ts";
import { root } from "../scripts/setup/root.mjs";
import { measureCanvas } from "./canvas-figures.ts";
import { type Measured, measure, type Row } from "./row.ts";
import { arrayChain } from "./rows/array-chain.ts";
import { checkFolder } from "./rows/check-folder.ts";
import { decomposeRow } from "./rows/decompose.ts";
import { dependencyTable } from "./rows/dependency-table.ts";
import { exportRows } from "./rows/exports.ts";
import { foundLoop } from "./rows/found-loop.ts";
import { graphAndPlan } from "./rows/graph-and-plan.ts";
import { independentCells } from "./rows/independent-cells.ts";
import { oneChangedCell } from "./rows/one-changed-cell.ts";
import { recording } from "./rows/recording.ts";
import { runTwice } from "./rows/run-twice.ts";
import { secondRun } from "./rows/second-run.ts";
import { skeletons } from "./rows/skeletons.ts";
import { sshTarget } from "./rows/ssh-target.ts";
import { trivialCells } from "./rows/trivial-cells.ts";
import { warmStart } from "./rows/warm-start.ts";

const rows: readonly Row[] = [
  ...trivialCells,
  independentCells,
  ...arrayChain,
  warmStart,
  secondRun,
  recording,
  runTwice,
  graphAndPlan,
  oneChangedCell,
  dependencyTable,
  decomposeRow,
  checkFolder,
  ...exportRows,
  foundLoop,
  ...skeletons,
  ...sshTarget,
];

// Rows that start runs from here find it as the command does.
process.env.CELLWEAVE_RUNNER ??= join(root, "engine", "dist", "runner.pyz");

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

function describeRow({ about, goals, unit }: Row, { ours, theirs, ratio, rate, met }: Measured): string {
  const goal = [
    ...(goals.ratio === undefined ? [] : [`ratio ≤ ${goals.ratio}`]),
    ...(goals.seconds === undefined ? [] : [`≤ ${time(goals.seconds)}`]),
    ...(goals.rate === undefined ? [] : [`≥ ${goals.rate.toLocaleString("en")} cells/s`]),
  ].join(", ");
  const verdict = met === null ? "" : met ? "met" : "missed";
  const cells = rate === null ? "" : `${Math.round(rate).toLocaleString("en")} cells/s`;
  const shown = (value: number) => (unit === undefined ? time(value) : `${value.toLocaleString("en")} ${unit}`);
  return `| ${about} | ${shown(ours)} | ${shown(theirs)} | ${ratio.toFixed(ratio > 0 && ratio < 0.05 ? 3 : 2)} | ${cells} | ${goal} | ${verdict} |`;
}

function time(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
}
