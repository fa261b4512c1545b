import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { serve } from "./main.ts";
import { temporaryFolder, writeNotebook } from "./testing/serve-folder.ts";

async function folder() {
  const root = await temporaryFolder();
  const directory = join(root, "served");
  await mkdir(directory);
  return { directory, home: join(root, "home"), root };
}

describe("serving", () => {
  test("tells an address that opens the notebook", async () => {
    const { directory, home } = await folder();
    await writeNotebook(directory, "sub/a b.ipynb", []);
    const notebook = relative(process.cwd(), join(directory, "sub/a b.ipynb"));
    const serving = await serve({ directory, home, notebook, port: 0 });
    onTestFinished(() => serving.close());
    const { hostname, pathname, searchParams } = new URL(serving.url);
    expect([hostname, pathname]).toEqual(["127.0.0.1", "/n/sub/a%20b.ipynb"]);
    const token = searchParams.get("token") ?? "";
    expect(token.length).toBeGreaterThanOrEqual(32);
    const reply = await fetch(new URL("/api/notebooks/sub/a%20b.ipynb", serving.url), {
      headers: { authorization: `token ${token}` },
    });
    expect(await reply.json()).toMatchObject({ path: "sub/a b.ipynb" });
  });

  test("every start has a token of its own", async () => {
    const { directory, home } = await folder();
    const servings = [await serve({ directory, home, port: 0 }), await serve({ directory, home, port: 0 })];
    onTestFinished(async () => {
      for (const serving of servings) await serving.close();
    });
    const [one, two] = servings.map(({ url }) => new URL(url).searchParams.get("token"));
    expect(one).not.toBe(two);
  });

  test("without a port of the person's choice the next free one is taken", async () => {
    const { directory, home } = await folder();
    const first = await serve({ directory, home });
    onTestFinished(() => first.close());
    const second = await serve({ directory, home });
    onTestFinished(() => second.close());
    const port = ({ url }: { url: string }) => Number(new URL(url).port);
    expect(port(second)).toBeGreaterThan(port(first));
    expect((await fetch(new URL("/api/health", second.url))).status).toBe(200);
  });

  test("a port that was asked for and is in use is said to be", async () => {
    const { directory, home } = await folder();
    const serving = await serve({ directory, home, port: 0 });
    onTestFinished(() => serving.close());
    const port = Number(new URL(serving.url).port);
    await expect(serve({ directory, home, port })).rejects.toMatchObject({ code: "CW7010" });
  });

  test("an open stream does not keep the server from closing", async () => {
    const { directory, home } = await folder();
    const serving = await serve({ directory, home, port: 0, token: "t" });
    const reply = await fetch(new URL("/api/events", serving.url), { headers: { authorization: "token t" } });
    const reading = reply.text();
    await serving.close();
    expect(await reading).toContain('"topic":"hello"');
  });

  test("a folder that is not there, and a notebook elsewhere, are said to be", async () => {
    const { directory, home, root } = await folder();
    await expect(serve({ directory: join(directory, "none"), home })).rejects.toMatchObject({ code: "CW7009" });
    await writeNotebook(root, "elsewhere.ipynb", []);
    const notebook = join(root, "elsewhere.ipynb");
    await expect(serve({ directory, home, notebook })).rejects.toMatchObject({ code: "CW7003" });
  });
});
