import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { CanvasPage } from "./canvas-page.ts";
import { type CellText, notebookText } from "./notebook.ts";
import { type RunningServer, startServer } from "./server.ts";

export { expect } from "@playwright/test";

/** A folder of the test's own inside the served one. */
export interface Folder {
  readonly path: string;
  /** Writes a notebook and returns its path as the editor knows it. */
  write(name: string, notebook: string | { readonly [id: string]: string | CellText }): string;
  read(name: string): string;
  fileOf(name: string): string;
}

interface WorkerFixtures {
  readonly served: string;
  readonly server: RunningServer;
}

interface TestFixtures {
  readonly folder: Folder;
  readonly canvas: CanvasPage;
}

/** Playwright's test with the real server, a folder for notebooks, and the editor's page. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  served: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), "cellweave-e2e-")));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  server: [
    async ({ served }, use) => {
      const server = await startServer(served);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  folder: async ({ served }, use, testInfo) => {
    await use(folderIn(served, `test-${testInfo.testId.slice(-6)}`));
  },
  canvas: async ({ page, server }, use) => {
    await use(new CanvasPage(page, server));
  },
});

export function folderIn(served: string, name: string): Folder {
  const path = join(served, name);
  mkdirSync(path, { recursive: true });
  const fileOf = (file: string) => join(path, file);
  return {
    path,
    fileOf,
    read: (file) => readFileSync(fileOf(file), "utf8"),
    write(file, notebook) {
      writeFileSync(fileOf(file), typeof notebook === "string" ? notebook : notebookText(notebook));
      return `${name}/${file}`;
    },
  };
}
