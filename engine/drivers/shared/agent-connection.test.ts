import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { copyFile, open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Job } from "../../model/job.ts";
import type { Target, TransferProgress } from "../../model/target.ts";
import { collectEvents, jobOfCells, streamed, withInput } from "../../testing/one-cell-jobs.ts";
import { targetSettings } from "../../testing/target-settings.ts";
import type { Connection } from "../driver.ts";
import { agentConnection } from "./agent-connection.ts";
import type { AgentLink } from "./agent-link.ts";
import { unreached } from "./agent-session.ts";
import { agentSettings } from "./agent-settings.ts";
import { processLink } from "./process-link.ts";
import { renderAgent } from "./render-agent.ts";

let folder: string;
let root: string;
const open: Connection[] = [];
const scratch = mkdtempSync(join(tmpdir(), "cellweave-agent-"));
let count = 0;

beforeEach(() => {
  count += 1;
  folder = join(scratch, `notebook-${count}`);
  root = join(scratch, `target-${count}`);
  mkdirSync(folder);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const targetOf = (more: object = {}): Target => ({
  name: "target",
  driver: "process",
  settings: { ...targetSettings(folder, root), ...more },
});
async function connect(link: AgentLink = processLink(), more: object = {}): Promise<Connection> {
  const connection = await agentConnection({ name: "target", link, settings: agentSettings(targetOf(more)) });
  open.push(connection);
  return connection;
}
const job = (key: string, sources: readonly string[], more?: Partial<Job>) => jobOfCells(folder, key, sources, more);
async function run(connection: Connection, made: Job, onProgress: (progress: TransferProgress) => void = () => {}) {
  const handle = await connection.submit(renderAgent(made, agentSettings(targetOf())), onProgress);
  return collectEvents(connection.follow(handle, 0));
}
/** A stored value of some megabytes that only this machine has. */
async function storedHere(name: string): Promise<string> {
  const maker = await connect();
  const events = await run(maker, job(`make-${name}`, [`${name} = bytes(range(256)) * 20_000`], { wanted: [name] }));
  const output = events.find((event) => event.event === "output");
  if (output?.event !== "output") throw new Error("nothing was stored");
  rmSync(join(root, "objects"), { recursive: true });
  return output.artifact.digest;
}
const objectIn = (store: string, digest: string) => join(store, digest.slice(0, 2), digest.slice(2));

describe("the notebook's folder", () => {
  test("a step finds the files and modules that lie beside the notebook, as they are now", async () => {
    mkdirSync(join(folder, "data", "empty"), { recursive: true });
    writeFileSync(join(folder, "data", "a.csv"), "first");
    writeFileSync(join(folder, "mine.py"), "answer = 42");
    writeFileSync(join(folder, ".secret"), "no");
    writeFileSync(join(folder, "note.ipynb"), "{}");
    const connection = await connect();
    const source =
      "import os, mine\nprint(mine.answer, open('data/a.csv').read(), sorted(os.listdir('.')), os.listdir('data/empty'))";
    expect(streamed(await run(connection, job("one", [source])))).toBe("42 first ['data', 'mine.py'] []\n");
    writeFileSync(join(folder, "data", "a.csv"), "second");
    rmSync(join(folder, "mine.py"));
    const again = "import os\nprint(open('data/a.csv').read(), os.path.exists('mine.py'))";
    expect(streamed(await run(connection, job("two", [again])))).toBe("second False\n");
    const later = await connect();
    rmSync(join(folder, "data", "a.csv"));
    expect(streamed(await run(later, job("three", ["import os\nprint(os.listdir('data'))"])))).toBe("['empty']\n");
  });

  test("what a step writes there is here before its end is told, and told with the paths of here", async () => {
    const connection = await connect();
    writeFileSync(join(folder, "old.txt"), "old");
    const source = "import os\nos.makedirs('out')\nopen('out/b.txt', 'w').write('made')\nos.remove('old.txt')";
    const handle = await connection.submit(renderAgent(job("one", [source]), agentSettings(targetOf())));
    for await (const event of connection.follow(handle, 0)) {
      if (event.event !== "cell-finished") continue;
      expect(readFileSync(join(folder, "out", "b.txt"), "utf8")).toBe("made");
      expect(event.record.effects).toContain(`fs:write:${join(folder, "out", "b.txt")}`);
    }
    expect(existsSync(join(folder, "old.txt"))).toBe(false);
    // What has come from there does not go there again.
    const told: TransferProgress[] = [];
    const read = "print(open('out/b.txt').read())";
    expect(streamed(await run(connection, job("two", [read]), (progress) => told.push(progress)))).toBe("made\n");
    expect(told).toEqual([]);
  });

  test("nothing is written through a link that leads out of the folder, nor into what is hidden", async () => {
    const outside = join(scratch, `outside-${count}`);
    mkdirSync(outside);
    symlinkSync(outside, join(folder, "link"));
    const connection = await connect();
    const source =
      "import os\nos.makedirs('link', exist_ok=True)\nos.makedirs('.git')\nfor name in ('link/x', '.git/x', 'y'): open(name, 'w').write('made')";
    await run(connection, job("one", [source]));
    expect([readdirSync(outside), existsSync(join(folder, ".git")), existsSync(join(folder, "y"))]).toEqual([
      [],
      false,
      true,
    ]);
  });

  test("beyond the limit the files that the code names go first, and what is left out is told once", async () => {
    writeFileSync(join(folder, "named.bin"), Buffer.alloc(3000));
    writeFileSync(join(folder, "other.bin"), Buffer.alloc(2000));
    const connection = await connect(processLink(), { carryBytes: 4000 });
    const told: string[] = [];
    const named = "import os\nprint(os.listdir('.'))\nopen('named.bin').close()";
    expect(streamed(await run(connection, job("one", [named]), ({ text }) => told.push(text)))).toBe("['named.bin']\n");
    await run(connection, job("two", [named]), ({ text }) => told.push(text));
    expect(told).toEqual([expect.stringMatching(/^CW6107: .*other\.bin/)]);
  });

  test("where the target sees the same files nothing travels", async () => {
    const shares = { sharesFiles: true };
    const connection = await connect(processLink(), shares);
    const made = job("one", ["import os\nprint(os.getcwd())\nvalue = 1"], { wanted: ["value"] });
    const handle = await connection.submit(renderAgent(made, agentSettings(targetOf(shares))));
    expect(streamed(await collectEvents(connection.follow(handle, 0)))).toBe(`${folder}\n`);
    expect(readdirSync(root).filter((name) => name !== "jobs" && !name.startsWith("runner-"))).toEqual([]);
  });
});

describe("stored values", () => {
  test("a value goes to the target once, however many steps use it at once and later", async () => {
    const digest = await storedHere("data");
    let puts = 0;
    const link = countingLink(() => {
      puts += 1;
    });
    const connection = await connect(link);
    const steps = ["a", "b", "c"].map((key) => withInput(job(key, ["print(len(data))"]), digest, "data"));
    const told = await Promise.all(steps.map((step) => run(connection, step)));
    expect(told.map(streamed)).toEqual(["5120000\n", "5120000\n", "5120000\n"]);
    const later = await connect(link);
    expect(streamed(await run(later, withInput(job("d", ["print(data[1])"]), digest, "data")))).toBe("1\n");
    expect(puts).toBe(1);
  });

  test.each<[string, (part: string) => void]>([
    ["a wrong byte", (part) => writeFileSync(part, Buffer.from([1, 2, 3]), { flag: "r+" })],
    ["an end that is missing", (part) => truncateSync(part, statSync(part).size - 5000)],
    ["nothing at all", (part) => rmSync(part)],
  ])("%s is found, and the value is sent again", async (_, damage) => {
    const digest = await storedHere("data");
    let puts = 0;
    const connection = await connect(
      countingLink((part) => {
        puts += 1;
        if (puts === 1) damage(part);
      }),
    );
    expect(streamed(await run(connection, withInput(job("a", ["print(len(data))"]), digest, "data")))).toBe(
      "5120000\n",
    );
    expect(puts).toBe(2);
    expect(readdirSync(join(root, "incoming"))).toEqual([]);
  });

  test("a value that always arrives damaged is given up, and the target can be blamed", async () => {
    const digest = await storedHere("data");
    const connection = await connect(countingLink((part) => truncateSync(part, 10)));
    await expect(run(connection, withInput(job("a", ["1"]), digest, "data"))).rejects.toMatchObject({
      code: "CW6106",
      retryable: true,
    });
  });

  test("a value that is damaged here is told as that", async () => {
    const digest = await storedHere("data");
    writeFileSync(objectIn(join(folder, ".objects"), digest), "x", { flag: "r+" });
    await expect(run(await connect(), withInput(job("a", ["1"]), digest, "data"))).rejects.toMatchObject({
      code: "CW5004",
    });
  });

  test("what a step made is here, whole, before it is told; what was cut off is gone on with", async () => {
    const connection = await connect(cutOffLink());
    const made = job("a", ["data = bytes(range(256)) * 60_000"], { wanted: ["data"] });
    const handle = await connection.submit(renderAgent(made, agentSettings(targetOf())));
    for await (const event of connection.follow(handle, 0)) {
      if (event.event !== "output") continue;
      const { digest, size } = event.artifact;
      const bytes = readFileSync(objectIn(join(folder, ".objects"), digest));
      expect([bytes.length, createHash("sha256").update(bytes).digest("hex")]).toEqual([size, digest]);
    }
    expect(readdirSync(join(folder, ".objects")).filter((name) => name.startsWith(".new-"))).toEqual([]);
  });

  test("a value that is gone from the target is told as gone", async () => {
    const connection = await connect();
    const made = job("a", ["data = bytes(5_000_000)"], { wanted: ["data"] });
    const handle = await connection.submit(renderAgent(made, agentSettings(targetOf())));
    await expect.poll(() => existsSync(join(root, "jobs", "a", "exit.json"))).toBe(true);
    rmSync(join(root, "objects"), { recursive: true });
    await expect(collectEvents(connection.follow(handle, 0))).rejects.toMatchObject({ code: "CW6108" });
  });
});

describe("agents", () => {
  test("one that is killed while a job runs is replaced, and nothing is lost or told twice", async () => {
    const connection = await connect();
    const source = "import time\nfor index in range(200):\n    print(index, flush=True)\n    time.sleep(0.005)";
    const handle = await connection.submit(renderAgent(job("a", [source]), agentSettings(targetOf())));
    const events = [];
    let killed = 0;
    for await (const event of connection.follow(handle, 0)) {
      events.push(event);
      if (event.event === "stream" && killed < 3 && streamed(events).split("\n").length > 50 * killed + 10) {
        killed += 1;
        for (const pid of agentsOf(root)) process.kill(pid, "SIGKILL");
      }
    }
    expect(killed).toBe(3);
    expect(streamed(events)).toBe(Array.from({ length: 200 }, (_, index) => `${index}\n`).join(""));
    expect(events.at(-1)).toMatchObject({ event: "exited", exit: { code: 0 } });
  });

  test("one that cannot be had is told at once, and the reason is what it said", async () => {
    await expect(connect(processLink(), { python: "/no/python" })).rejects.toMatchObject({ code: "CW6103" });
    writeFileSync(root, "a file where the folder should be");
    await expect(connect()).rejects.toMatchObject({ code: "CW6103", message: expect.stringContaining(root) });
  });

  test("the runner is sent once, and again when it was damaged", async () => {
    await connect();
    const runner = join(root, readdirSync(root).find((name) => name.endsWith(".pyz")) ?? "");
    const { ino } = statSync(runner);
    await connect();
    expect(statSync(runner).ino).toBe(ino);
    truncateSync(runner, 100);
    await connect();
    expect(statSync(runner).size).toBeGreaterThan(100_000);
  });

  test.each([3600, -3600])(
    "a clock that is %i seconds off changes nothing but is put right in what is told",
    async (off) => {
      const patch = join(scratch, `clock-${count}`);
      mkdirSync(patch);
      const source = `import time, datetime\n_time = time.time\ntime.time = lambda: _time() + ${off}\n`;
      writeFileSync(join(patch, "sitecustomize.py"), source);
      const connection = await connect(processLink({ PYTHONPATH: patch }));
      const before = Date.now();
      writeFileSync(join(folder, "a.txt"), "here");
      const sources = [
        `import time\nprint(abs(time.time() - ${before / 1000}) > 1800, open('a.txt').read())`,
        "open('a.txt', 'w').write('there')",
      ];
      const events = await run(connection, job("a", sources));
      expect(streamed(events)).toBe("True here\n");
      expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("there");
      expect(events.filter(({ at }) => Math.abs(at - before) > 1_000_000)).toEqual([]);
      writeFileSync(join(folder, "a.txt"), "here again");
      expect(streamed(await run(connection, job("b", ["print(open('a.txt').read())"])))).toBe("here again\n");
    },
  );
});

/** A way for large files that copies them, and lets `after` do harm to what arrived. */
function countingLink(after: (part: string) => void): AgentLink {
  return {
    ...processLink(),
    put: async (local, remote) => {
      await copyFile(local, remote);
      after(remote);
    },
  };
}

/** One whose first reading of a large file ends in the middle. */
function cutOffLink(): AgentLink {
  let first = true;
  return {
    ...processLink(),
    get: async (remote, local, offset) => {
      const bytes = readFileSync(remote);
      const file = await openFile(local, "r+");
      const end = first ? 10_000_000 : bytes.length;
      await file.write(bytes, offset, end - offset, offset);
      await file.close();
      if (!first) return expect(offset).toBeGreaterThan(0);
      first = false;
      throw unreached("it was cut off");
    },
  };
}

/** Numbers of the agents that have this root. */
function agentsOf(place: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      return words.includes("agent") && words.includes(place) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
