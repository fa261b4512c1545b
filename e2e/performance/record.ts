import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../scripts/setup/root.mjs";
import { describeFigure, type Figure } from "./figure.ts";

const report = join(root, "test-results", "canvas-figures.json");

/** Prints the figures as lines of the table, and keeps them for the benchmark. */
export function record(figures: readonly Figure[]): void {
  const earlier: readonly Figure[] = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  const kept = earlier.filter(({ name, cells }) => !figures.some((one) => one.name === name && one.cells === cells));
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify([...kept, ...figures], null, 1));
  for (const figure of figures) console.log(describeFigure(figure));
}
