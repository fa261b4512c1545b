import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testPython } from "../testing/test-python.ts";

/** These start the command as a person does; `npm test` has built it before. */
const command = fileURLToPath(new URL("../bin/cellweave.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-built-"));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

interface Started {
  readonly child: ChildProcess;
  /** Resolves when standard error holds the text. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: string | null; out: string; err: string }>;
}

function start(program: string, parameters: readonly string[]): Started {
  const env = { ...process.env, CELLWEAVE_HOME: join(folder, "home") };
  const child = spawn(process.execPath, [program, ...parameters], { env, cwd: folder });
  let out = "";
  let err = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    for (const listener of listeners) listener();
  });
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => err.includes(text) && resolve();
      listeners.add(look);
      look();
    });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  ).then((end) => ({ ...end, out, err }));
  return { child, says, ended };
}

async function appears(name: string): Promise<void> {
  const changes = watch(folder);
  // The cells' working directory is the notebook's folder.
  while (!existsSync(join(folder, name))) await once(changes, "change");
  changes.close();
}

function notebook(...sources: readonly string[]): string {
  const path = join(folder, "notebook.ipynb");
  const cells = sources.map((source, n) => ({
    ...{ cell_type: "code", execution_count: null, id: `c${n}`, metadata: {}, outputs: [] },
    source,
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

it("tells its version", async () => {
  const { code, out } = await start(command, ["--version"]).ended;
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^cellweave [\d.]+\n$/) });
});

it("reads, analyses and runs with what lies beside it", async () => {
  const path = notebook("x = 1", "print(x)");
  const graph = await start(command, ["graph", path, "--json"]).ended;
  expect(JSON.parse(graph.out).edges).toHaveLength(1);
  const run = await start(command, ["run", path, "--python", testPython]).ended;
  expect({ code: run.code, out: run.out }).toEqual({ code: 0, out: expect.stringContaining("Succeeded") });
});

it("does not mind a reader that goes away", async () => {
  const path = notebook(...Array.from({ length: 2000 }, (_, n) => `x${n} = ${n}`));
  const started = start(command, ["graph", path, "--json"]);
  started.child.stdout?.once("data", () => started.child.stdout?.destroy());
  const { code, err } = await started.ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

it("says what to do where it is not built", async () => {
  mkdirSync(join(folder, "bin"));
  copyFileSync(command, join(folder, "bin", "cellweave.mjs"));
  const { code, err } = await start(join(folder, "bin", "cellweave.mjs"), ["--version"]).ended;
  expect(code).toBe(2);
  expect(err).toContain("npm run build");
});

describe("Ctrl+C", () => {
  const sleeping = ["print('first')", "import time\nprint('asleep', flush=True)\ntime.sleep(600)"];

  it("once ends the run, writes what there is, and exits with 130", async () => {
    const path = notebook(...sleeping);
    const { child, says, ended } = start(command, ["run", path, "--python", testPython, "--parallel", "1"]);
    await says("] cell 1");
    child.kill("SIGINT");
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(out).toContain("Interrupted");
    const [first] = JSON.parse(readFileSync(path, "utf8")).cells;
    expect(first.outputs).toEqual([{ name: "stdout", output_type: "stream", text: "first\n" }]);
  });

  it("twice kills what does not stop, and writes what there is", async () => {
    const stubborn = `import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
open("writing", "w").write(str(os.getpid()))
os.rename("writing", "pid")
while True:
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        pass`;
    const path = notebook("print('first')", stubborn);
    const { child, says, ended } = start(command, ["run", path, "--python", testPython, "--parallel", "1"]);
    await appears("pid");
    child.kill("SIGINT");
    await says("press Ctrl+C again");
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(() => process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), 0)).toThrow("ESRCH");
    const [first] = JSON.parse(readFileSync(path, "utf8")).cells;
    expect(first.outputs).toHaveLength(1);
  });
});
