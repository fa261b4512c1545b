import { existsSync, readFileSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";

/** Chromium where Debian puts it, or where the environment says; else Playwright's own. */
const executablePath = [process.env.CELLWEAVE_CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path));

const frameFile = new URL("../public/output-frame.html", import.meta.url);
const shell = "<!doctype html><meta charset=utf-8><div id=root></div><script src=/bundle.js></script>";
/** As the server states it: no inline script in the page. */
const pagePolicy =
  "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'";

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
  const files: Record<string, { contentType: string; body: string; headers?: Record<string, string> }> = {
    "/": { contentType: "text/html", body: shell, headers: { "content-security-policy": pagePolicy } },
    "/bundle.js": { contentType: "text/javascript", body: bundle.outputFiles[0]?.text ?? "" },
    "/output-frame.html": { contentType: "text/html", body: readFileSync(frameFile, "utf8") },
  };
  await page.route("**/*", (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const file = origin === "http://editor.test" ? files[pathname] : undefined;
    return file ? route.fulfill(file) : route.abort();
  });
  await page.goto("http://editor.test/");
  return { page, close: () => browser.close() };
}
