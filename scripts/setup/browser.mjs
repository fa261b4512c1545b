import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { lastLines, runCommand } from "./command.mjs";
import { installDebianPackages, isRootOnDebian } from "./debian.mjs";
import { SetupFailure } from "./failure.mjs";
import { root } from "./root.mjs";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The system's Chromium or Chrome, or null. */
export function systemBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CELLWEAVE_CHROMIUM, ...onPath, ...places].find((path) => path && existsSync(path)) ?? null;
}

/**
 * A Chromium for the end-to-end tests: the system's, else Debian's package where we are root, else Playwright's own.
 * @type {import("./run-steps.mjs").Step}
 */
export const browser = {
  title: "Browser",
  async current() {
    return systemBrowser() ?? (await playwrightBrowser());
  },
  async make() {
    if (isRootOnDebian()) {
      await installDebianPackages(["chromium", "fonts-dejavu-core", "fonts-liberation"]);
      return "Debian's chromium";
    }
    const { code, output } = await runCommand("npx", ["playwright", "install", "chromium-headless-shell"], {
      cwd: root,
    });
    if (code === 0) return "Playwright's own";
    throw new SetupFailure(
      "CW9507",
      `No Chromium was found, and Playwright could not download one:\n${lastLines(output, 6)}`,
      "Install Chromium (Debian and Ubuntu: sudo apt-get install chromium), or name one: CELLWEAVE_CHROMIUM=/path/to/chromium",
    );
  },
};

async function playwrightBrowser() {
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  return existsSync(path) ? "Playwright's own" : null;
}
