import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { buildApp } from "../app.ts";
import type { App } from "../app-type.ts";
import { resolveConfig, type ServeOptions } from "../config.ts";
import { realWorld } from "../real-world.ts";
import type { World } from "../world.ts";
import { notebookText } from "./notebook-text.ts";

export interface ServedForTest {
  readonly app: App;
  readonly directory: string;
  readonly home: string;
  readonly token: string;
  /** `Authorization` of the person with the token. */
  readonly headers: { readonly authorization: string };
  /** Listens, and tells the address. */
  listen(): Promise<string>;
}

export interface FolderForTest {
  /** Path → cells' sources, or the file's own text. */
  readonly notebooks?: { readonly [path: string]: readonly string[] | string };
  readonly world?: Partial<World>;
  readonly options?: Partial<ServeOptions>;
}

export const token = "test-token";

/** A folder for one test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "cellweave-server-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The real server over a folder of its own, closed after the test. */
export async function serveFolder({ notebooks = {}, world, options }: FolderForTest = {}): Promise<ServedForTest> {
  const root = await temporaryFolder();
  const directory = join(root, "served");
  await mkdir(directory);
  for (const [path, content] of Object.entries(notebooks)) await writeNotebook(directory, path, content);
  const home = join(root, "home");
  const config = await resolveConfig({ directory, home, token, ...options }, { ...realWorld, ...world });
  const app = await buildApp(config);
  onTestFinished(() => app.close());
  await app.ready();
  return { app, directory, home, token, headers: { authorization: `token ${token}` }, listen: () => listen(app) };
}

export async function writeNotebook(
  directory: string,
  path: string,
  content: readonly string[] | string,
): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), typeof content === "string" ? content : notebookText(content));
}

async function listen(app: App): Promise<string> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}
