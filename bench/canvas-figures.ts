import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "../e2e/performance/figure.ts";
import { root } from "../scripts/setup/root.mjs";
import { timeProgram } from "./programs.ts";

const report = join(root, "test-results", "canvas-figures.json");

/** Opens notebooks of 200, 1,000 and 5,000 cells in a browser and returns what the performance project measured. */
export async function measureCanvas(): Promise<readonly Figure[]> {
  rmSync(report, { force: true });
  const playwright = join(root, "node_modules", "@playwright", "test", "cli.js");
  const parameters = [playwright, "test", "--config", "e2e/playwright.config.ts", "--project=performance"];
  await timeProgram(process.execPath, parameters, root);
  return JSON.parse(readFileSync(report, "utf8"));
}
