import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { defineConfig } from "@playwright/test";
import { systemBrowser } from "../scripts/setup/browser.mjs";

// Runs of earlier tests are not this one's. The workers inherit what the first process has made.
if (process.env.CELLWEAVE_E2E_HOME === undefined) {
  const home = mkdtempSync(join(tmpdir(), "cellweave-e2e-home-"));
  process.env.CELLWEAVE_E2E_HOME = home;
  process.on("exit", () => rmSync(home, { recursive: true, force: true }));
}
process.env.CELLWEAVE_HOME = process.env.CELLWEAVE_E2E_HOME;

const executablePath = systemBrowser() ?? undefined;

/** What a person does (`specs`), and how fast it is at 200, 1,000 and 5,000 cells (`performance`). */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/e2e",
  forbidOnly: process.env.CI === "true",
  fullyParallel: true,
  workers: 2,
  // A shared machine can stall for seconds. What passed only at the second try is listed by name at the end.
  retries: process.env.CI === "true" ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  projects: [
    { name: "editor", testDir: "specs" },
    { name: "performance", testDir: "performance", workers: 1, timeout: 300_000 },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--js-flags=--expose-gc",
        "--enable-precise-memory-info",
      ],
    },
  },
});
