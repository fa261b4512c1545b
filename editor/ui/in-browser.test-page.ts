import { existsSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";

/** Chromium where Debian puts it, or where the environment says; else Playwright's own. */
const executablePath = [process.env.CELLWEAVE_CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path));

/** A module of the editor, bundled and loaded into a real page of a real browser, under the policy the server sets. */
export async function openInBrowser(entry: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage();
  await page.route("**/*", (route) =>
    route.request().url() === "http://editor.test/"
      ? route.fulfill({ contentType: "text/html", body: "<!doctype html><meta charset=utf-8><div id=root></div>" })
      : route.abort(),
  );
  await page.goto("http://editor.test/");
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
  return { page, close: () => browser.close() };
}
