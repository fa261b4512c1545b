import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunDetail, RunSummary } from "@cellweave/engine/model/wire";
import { describe, expect, test, vi } from "vitest";
import { temporaryFolder, token, writeNotebook } from "../testing/serve-folder.ts";
import { bundleServer, spawnServer } from "../testing/spawn-server.ts";

const patience = { timeout: 45_000, interval: 50 };
const headers = { authorization: `token ${token}`, "content-type": "application/json" };

/** Each cell leaves a line when it begins and ends when the test lets it. */
const wait = (name: string) =>
  [
    "import os, time",
    `with open("log", "a") as log: log.write("${name}\\n")`,
    `while not os.path.exists("go-${name}"): time.sleep(0.01)`,
    `${name} = "${name}"`,
    `print("${name} is done")`,
  ].join("\n");

const sources = [wait("one"), wait("two"), "print(one, two)"];

async function call<T>(url: string, path: string, body?: object): Promise<T> {
  const method = body ? "POST" : "GET";
  return (await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })).json() as Promise<T>;
}

async function prepare() {
  const root = await temporaryFolder();
  const directory = join(root, "served");
  await mkdir(directory);
  await writeNotebook(directory, "a.ipynb", sources);
  const script = await bundleServer();
  const log = () => readFile(join(directory, "log"), "utf8").catch(() => "");
  return {
    directory,
    log,
    begun: (text: string) => vi.waitFor(async () => expect(await log()).toBe(text), patience),
    letGo: (name: string) => writeFile(join(directory, `go-${name}`), ""),
    serve: () => spawnServer(script, directory, join(root, "home")),
  };
}

function startRun(url: string): Promise<RunSummary> {
  return call<RunSummary>(url, "/api/runs", { notebook: "a.ipynb", scope: { kind: "all" } });
}

function ended(url: string, id: string): Promise<RunDetail> {
  return vi.waitFor(async () => {
    const detail = await call<RunDetail>(url, `/api/runs/${id}`);
    expect(detail.summary.outcome).not.toBeNull();
    return detail;
  }, patience);
}

async function printed(directory: string): Promise<unknown> {
  const { cells } = JSON.parse(await readFile(join(directory, "a.ipynb"), "utf8"));
  return cells.map(({ outputs }: { outputs: { text: string[] }[] }) => outputs.map(({ text }) => text.join("")));
}

const whole = [["one is done\n"], ["two is done\n"], ["one two\n"]];

describe("a server that is killed in the middle of a run", () => {
  test.each([
    ["while the job still runs", false],
    ["and whose job ends before the next one starts", true],
  ])("%s: the next one ends the run, and nothing ran twice", async (_title, before) => {
    const { directory, log, begun, letGo, serve } = await prepare();
    const first = await serve();
    const { id } = await startRun(first.url);
    await begun("one\n");
    await first.kill();
    if (before) await letGo("one");

    const second = await serve();
    await letGo("one");
    await begun("one\ntwo\n");
    await letGo("two");
    const { summary, state } = await ended(second.url, id);
    expect(summary).toMatchObject({ id, outcome: "succeeded", failed: [] });
    expect(Object.values(state.cells).map((cell) => cell.state)).toEqual(["done", "done", "done"]);
    expect(await log()).toBe("one\ntwo\n");
    expect(await printed(directory)).toEqual(whole);
    expect(await call<RunSummary[]>(second.url, "/api/runs")).toHaveLength(1);
  });

  test("twice: still nothing ran twice", async () => {
    const { directory, log, begun, letGo, serve } = await prepare();
    const first = await serve();
    const { id } = await startRun(first.url);
    await begun("one\n");
    await first.kill();
    const second = await serve();
    await letGo("one");
    await begun("one\ntwo\n");
    await second.kill();
    await letGo("two");
    const third = await serve();
    expect((await ended(third.url, id)).summary.outcome).toBe("succeeded");
    expect(await log()).toBe("one\ntwo\n");
    expect(await printed(directory)).toEqual(whole);
  });
});
