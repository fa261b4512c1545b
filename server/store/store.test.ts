import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { RunEvent } from "@cellweave/engine/model/run";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/serve-folder.ts";
import { migrations } from "./migrations.ts";
import { connect, migratorOf, openStore, type Store } from "./open-store.ts";
import {
  addEvents,
  addRun,
  endRun,
  findRun,
  listRuns,
  pruneEvents,
  readEvents,
  takeOver,
  unfinishedRuns,
} from "./run-history.ts";

async function store(): Promise<Store> {
  const opened = await openStore(join(await temporaryFolder(), "home", "cellweave.db"));
  onTestFinished(() => opened.destroy());
  return opened;
}

const request = { notebook: "a.ipynb", scope: { kind: "all" } } as const;
const run = (id: string, startedAt = 1) => ({ id, directory: "/d", request, startedAt, cells: 3, owner: "1@2" });
const line = (text: string): RunEvent => ({ at: 0, event: "stream", cell: "c", name: "stdout", text });

test("migrations go up, all the way down and up again", async () => {
  const db = connect(join(await temporaryFolder(), "a.db"));
  onTestFinished(() => db.destroy());
  const migrator = migratorOf(db);
  const tables = async () => {
    const { rows } = await sql<{ name: string }>`select name from sqlite_master where sql is not null`.execute(db);
    return rows
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("kysely_"))
      .sort();
  };
  await migrator.migrateToLatest();
  const up = await tables();
  expect(up).toEqual(["opened", "run_events", "runs", "runs_of_notebook", "seals"]);
  for (const _ of Object.keys(migrations)) expect((await migrator.migrateDown()).error).toBeUndefined();
  expect(await tables()).toEqual([]);
  await migrator.migrateToLatest();
  expect(await tables()).toEqual(up);
});

test("a database that is there is opened again with what it holds", async () => {
  const file = join(await temporaryFolder(), "a.db");
  const first = await openStore(file);
  await addRun(first, run("r1"));
  await first.destroy();
  const again = await openStore(file);
  onTestFinished(() => again.destroy());
  expect(await findRun(again, "/d", "r1")).toMatchObject({ id: "r1", outcome: null });
});

test("a new database that another server is just making is waited for", async () => {
  const file = join(await temporaryFolder(), "cellweave.db");
  // In a thread of its own, as another server would be: waiting for a lock blocks this one.
  const other = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    const database = new (require(workerData.libsql))(workerData.file);
    database.exec("BEGIN EXCLUSIVE; CREATE TABLE held (x)");
    parentPort.postMessage("held");
    setTimeout(() => database.exec("DROP TABLE held; COMMIT"), 500);`,
    { eval: true, workerData: { file, libsql: createRequire(import.meta.url).resolve("libsql") } },
  );
  await once(other, "message");
  const store = await openStore(file);
  expect(await store.selectFrom("runs").selectAll().execute()).toEqual([]);
  await store.destroy();
  await other.terminate();
});

test("a file that is no database is said to be, and left as it is", async () => {
  const file = join(await temporaryFolder(), "a.db");
  await writeFile(file, "not a database, however long it is".repeat(100));
  await expect(openStore(file)).rejects.toMatchObject({ code: "CW7018" });
  expect(await readFile(file, "utf8")).toContain("not a database");
});

test("runs are listed by folder and notebook, the latest first", async () => {
  const db = await store();
  await addRun(db, run("r1", 1));
  await addRun(db, { ...run("r2", 2), request: { ...request, notebook: "b.ipynb" } });
  await addRun(db, { ...run("r3", 3), directory: "/other" });
  await addRun(db, run("r4", 4));
  await endRun(db, "r4", { outcome: "failed", finishedAt: 9, cells: 2, failed: ["c1"] });
  expect((await listRuns(db, "/d", null)).map(({ id }) => id)).toEqual(["r4", "r2", "r1"]);
  expect(await listRuns(db, "/d", "b.ipynb")).toEqual([
    {
      id: "r2",
      notebook: "b.ipynb",
      scope: { kind: "all" },
      startedAt: 2,
      finishedAt: null,
      outcome: null,
      cells: 3,
      failed: [],
    },
  ]);
  expect(await findRun(db, "/d", "r4")).toMatchObject({ outcome: "failed", finishedAt: 9, cells: 2, failed: ["c1"] });
  expect(await findRun(db, "/d", "r3")).toBeNull();
  expect((await unfinishedRuns(db, "/d")).map(({ id }) => id)).toEqual(["r1", "r2"]);
});

test("only one of two servers takes a run over", async () => {
  const db = await store();
  await addRun(db, run("r1"));
  expect(await Promise.all([takeOver(db, "r1", "1@2", "3@4"), takeOver(db, "r1", "1@2", "5@6")])).toEqual([
    true,
    false,
  ]);
});

test("events are read from any number on", async () => {
  const db = await store();
  await addRun(db, run("r1"));
  await addEvents(db, "r1", 0, [line("a"), line("b")]);
  await addEvents(db, "r1", 2, []);
  await addEvents(db, "r1", 2, [line("c")]);
  expect(await readEvents(db, "r1", 0)).toEqual({ events: [line("a"), line("b"), line("c")], next: 3 });
  expect(await readEvents(db, "r1", 1)).toEqual({ events: [line("b"), line("c")], next: 3 });
  expect(await readEvents(db, "r1", 3)).toEqual({ events: [], next: 3 });
});

describe("of old runs the events go and the summary stays", () => {
  async function fiveRuns(): Promise<Store> {
    const db = await store();
    for (let number = 0; number < 5; number++) {
      await addRun(db, run(`r${number}`, number));
      await addEvents(db, `r${number}`, 0, [line("x".repeat(1000))]);
      if (number !== 1) await endRun(db, `r${number}`, { outcome: "succeeded", finishedAt: 1, cells: 1, failed: [] });
    }
    return db;
  }

  test.each([
    ["beyond a number of runs", { runs: 2, size: 1_000_000 }, ["r1", "r3", "r4"]],
    ["beyond a size", { runs: 100, size: 3_500 }, ["r1", "r2", "r3", "r4"]],
    ["but those of the last run and of runs that go on", { runs: 100, size: 1 }, ["r1", "r4"]],
  ])("%s", async (_title, limits, left) => {
    const db = await fiveRuns();
    await pruneEvents(db, "/d", limits);
    const rows = await db.selectFrom("run_events").select("run").orderBy("run").execute();
    expect(rows.map((row) => row.run)).toEqual(left);
    expect(await listRuns(db, "/d", null)).toHaveLength(5);
  });
});
