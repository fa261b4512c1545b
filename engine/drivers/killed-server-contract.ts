import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job, JobEvent } from "../model/job.ts";
import type { Target } from "../model/target.ts";
import type { ServedJob } from "../testing/serve-job.ts";
import type { Connection, Driver, JobHandle } from "./driver.ts";

/** What the test of a driver that keeps a journal gives. Its target sees this machine's file system. */
export interface KilledSubject {
  readonly driver: Driver;
  /** Where the driver is exported, as `["ssh/ssh.ts", "ssh"]`, below this folder. */
  readonly source: readonly [file: string, name: string];
  /** `folder` is the notebook's; the store and the journal of the settings are `.objects` and `.journal` in it. */
  target(folder: string): Target;
  /** Where a job's directory is on this machine. */
  path(handle: JobHandle, target: Target): string;
}

interface Scene {
  readonly folder: string;
  readonly target: Target;
  readonly job: Job;
  readonly journal: string;
  told(): string;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = join(here, "..", "..");
const randomRounds = Number(process.env.CELLWEAVE_CHAOS_TARGETS ?? 4);
const longestMilliseconds = 2500;

/** kill -9 of the server at any moment: the next one loses nothing and runs nothing twice. */
export function killedServerContract({ driver, source, target, path }: KilledSubject): void {
  const script = join(
    repository,
    "node_modules",
    ".cache",
    `cellweave-killed-${driver.kind}-${process.pid}`,
    "serve.js",
  );
  let scratch = "";
  let input: { readonly digest: string; readonly bytes: Buffer };
  const connections: Connection[] = [];

  beforeAll(async () => {
    await bundle(script, source);
    scratch = mkdtempSync(join(tmpdir(), `cellweave-killed-${driver.kind}-`));
    input = await makeInput();
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    rmSync(scratch, { recursive: true, force: true });
    rmSync(join(script, ".."), { recursive: true, force: true });
  });

  const connect = async (to: Target) => {
    const connection = await driver.connect(to);
    connections.push(connection);
    return connection;
  };

  /** A value of some megabytes, as a step would have stored it. */
  async function makeInput() {
    const { job, target: to, folder } = scene("input", ["data = bytes(range(256)) * 16_000"], ["data"], []);
    const connection = await connect(to);
    const events = await collect(connection, await connection.submit(driver.render(job, to)));
    const output = events.find((event) => event.event === "output");
    if (output?.event !== "output") throw new Error("the input was not stored");
    const { digest } = output.artifact;
    return { digest, bytes: readFileSync(join(folder, ".objects", digest.slice(0, 2), digest.slice(2))) };
  }

  function scene(
    name: string,
    sources: readonly string[],
    wanted: readonly string[],
    digests: readonly string[],
  ): Scene {
    const folder = join(scratch, name);
    mkdirSync(folder, { recursive: true });
    const job: Job = {
      version: 1,
      key: `killed-${name}-${process.pid}`,
      run: "run",
      step: "step",
      directory: folder,
      objects: join(folder, ".objects"),
      prelude: [],
      cells: sources.map((text, index) => ({
        id: `c${index}`,
        source: text,
        executionCount: index + 1,
        needs: [],
        gate: false,
        inputs: index === 0 ? digests.map((digest) => ({ digest, origins: { data: "before" } })) : [],
        preload: [],
      })),
      wanted,
      stopOnError: true,
      guard: false,
    };
    const told = () => (existsSync(join(folder, "told.jsonl")) ? readFileSync(join(folder, "told.jsonl"), "utf8") : "");
    return { folder, target: target(folder), job, journal: join(folder, ".journal", job.key), told };
  }

  /** A step that reads its input, leaves a mark each time it runs, takes a while and stores something large. */
  function served(name: string): Scene {
    const marks = join(scratch, `${name}-marks`);
    const sources = [
      `with open(${JSON.stringify(marks)}, "a") as marks: marks.write("x")\nprint(len(data), flush=True)`,
      "import time\nfor index in range(5):\n    print(index, flush=True)\n    time.sleep(0.1)",
      "import os\nlarge = os.urandom(24_000_000)\nopen('left.txt', 'w').write('left')\nprint('made')",
    ];
    const made = scene(name, sources, ["large"], [input.digest]);
    const place = join(made.folder, ".objects", input.digest.slice(0, 2));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, input.digest.slice(2)), input.bytes);
    const { target: to, job } = made;
    writeFileSync(join(made.folder, "served.json"), JSON.stringify({ target: to, job } satisfies ServedJob));
    return made;
  }

  function serve({ folder }: Scene): ChildProcess {
    return spawn(process.execPath, [script, folder], { stdio: ["ignore", "inherit", "inherit"] });
  }

  /** What the next server finds and does. */
  async function adopt({ target: to, job, journal, folder }: Scene, name: string): Promise<void> {
    const noted = join(journal, "job.json");
    // As the run gave it: the paths of this machine.
    if (existsSync(noted)) expect(JSON.parse(readFileSync(noted, "utf8"))).toEqual(job);
    const connection = await connect(to);
    const events = await collect(connection, await connection.submit(driver.render(job, to)));
    expect(textOf(events)).toBe("4096000\n0\n1\n2\n3\n4\nmade\n");
    expect(events.at(-1)).toMatchObject({ event: "exited", exit: { code: 0 } });
    expect(readFileSync(join(scratch, `${name}-marks`), "utf8")).toBe("x");
    expect(readFileSync(join(folder, "left.txt"), "utf8")).toBe("left");
    const outputs = events.flatMap((event) => (event.event === "output" ? [event.artifact] : []));
    for (const { digest } of outputs)
      expect(existsSync(join(folder, ".objects", digest.slice(0, 2), digest.slice(2)))).toBe(true);
    expect(outputs.map(({ names }) => names)).toEqual([["large"]]);
  }

  const moments: Readonly<Record<string, (made: Scene) => boolean>> = {
    "before it submitted anything": ({ told }) => told().includes("connected"),
    "between its journal and the target": ({ journal }) => existsSync(join(journal, "job.json")),
    "as soon as the target has the job": ({ job, target: to }) =>
      existsSync(join(path({ key: job.key, directory: `$ROOT/jobs/${job.key}` }, to), "job.json")),
    "while the job runs": ({ told }) => told().includes('"cell-finished"'),
    "while it collects what the job made": ({ folder }) =>
      readdirSync(join(folder, ".objects")).some((entry) => entry.startsWith(".new-")),
  };

  describe("a server that is killed", () => {
    test.each(Object.entries(moments))("%s loses nothing, and nothing runs twice", async (moment, isNow) => {
      const name = `at-${Object.keys(moments).indexOf(moment)}`;
      const made = served(name);
      await killWhen(serve(made), () => isNow(made));
      await adopt(made, name);
    });

    test.each(Array.from({ length: randomRounds }, (_, round) => round))("at random, round %i", async (round) => {
      const name = `random-${round}`;
      const made = served(name);
      for (const share of [Math.random(), Math.random()]) {
        const server = serve(made);
        const ended = once(server, "exit");
        const timer = setTimeout(() => server.kill("SIGKILL"), share * longestMilliseconds);
        await ended;
        clearTimeout(timer);
      }
      await adopt(made, name);
    });
  });
}

/** Kills it in the very moment; one that ends by itself was not caught, which is a moment too. */
async function killWhen(server: ChildProcess, isNow: () => boolean): Promise<void> {
  const ended = once(server, "exit");
  const timer = setInterval(() => {
    if (isNow()) server.kill("SIGKILL");
  }, 1);
  await ended;
  clearInterval(timer);
}

async function collect(connection: Connection, handle: JobHandle): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of connection.follow(handle, 0)) events.push(event);
  return events;
}

function textOf(events: readonly JobEvent[]): string {
  return events.map((event) => (event.event === "stream" ? event.text : "")).join("");
}

async function bundle(outfile: string, [file, name]: readonly [string, string]): Promise<void> {
  const contents = [
    `import { ${name} as driver } from "./${file}";`,
    'import { serveJob } from "../testing/serve-job.ts";',
    "await serveJob(driver);",
  ].join("\n");
  const stdin = { contents, resolveDir: here, loader: "ts" } as const;
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [foreignPackages],
  });
}

/** Only our own packages are TypeScript, so only they are put into the bundle. */
const foreignPackages: Plugin = {
  name: "foreign-packages",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@cellweave/") ? undefined : { path, external: true },
    );
  },
};
