import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { beforeEach, describe, expect, test } from "vitest";
import { checkStore, clearStore, sizeOfStore } from "./clear-store.ts";
import { endLease, neededSince, takeLease } from "./leases.ts";
import { listObjects, objectPath, takeObject } from "./object-files.ts";
import { sizeLimit } from "./size-limit.ts";
import { trimStore } from "./trim-store.ts";

let home: string;
let store: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cellweave-store-"));
  store = join(home, "objects");
});

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 15);

/** An object of so many bytes that was last used so many hours ago. */
function put(name: string, hoursAgo: number, bytes = 1000): string {
  const content = Buffer.alloc(bytes, name);
  const digest = createHash("sha256").update(content).digest("hex");
  const path = objectPath(store, digest);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  touch(path, hoursAgo);
  return digest;
}

/** The result of an item of a skeleton, kept by what it hangs on. */
function putItem(name: string, hoursAgo: number, bytes = 1000): string {
  const key = createHash("sha256").update(name).digest("hex").slice(0, 40);
  const path = objectPath(join(home, "items"), key);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes, name));
  touch(path, hoursAgo);
  return path;
}

function touch(path: string, hoursAgo: number): void {
  const time = new Date(now - hoursAgo * hour);
  utimesSync(path, time, time);
}

const kept = async () => new Set((await listObjects(store)).map(({ digest }) => digest));
/** The number of a process that has ended. */
const gone = () => spawnSync("true").pid;

describe("keeping the store within its limit", () => {
  test("what was not used for longest goes first, and no more than must", async () => {
    const [oldest, older, newest] = [put("a", 30), put("b", 20), put("c", 10)];
    expect(await trimStore(home, 2500, now)).toEqual({ objects: 1, bytes: 1000 });
    expect(await kept()).toEqual(new Set([older, newest]));
    expect(await takeObject(store, older)).toBe(true);
    await trimStore(home, 1000, now);
    expect(await kept()).toEqual(new Set([older]));
    expect(oldest).not.toBe(older);
  });

  test("results of items count and go as objects do", async () => {
    const [oldest, newest] = [putItem("a", 30), put("b", 10)];
    expect((await sizeOfStore(home)).bytes).toBe(2000);
    expect(await trimStore(home, 1000, now)).toEqual({ objects: 1, bytes: 1000 });
    expect([existsSync(oldest), await kept()]).toEqual([false, new Set([newest])]);
    putItem("c", 1);
    expect(await clearStore(home, 0, now)).toEqual({ objects: 2, bytes: 2000 });
  });

  test("nothing that a run on the way made or took goes", async () => {
    const [, during] = [put("a", 30), put("b", 5)];
    await takeLease(home, "run", now - 6 * hour);
    await trimStore(home, 0, now);
    expect(await kept()).toEqual(new Set([during]));
    await endLease(home, "run");
    await trimStore(home, 0, now);
    expect(await kept()).toEqual(new Set());
  });

  test("a run whose process is gone keeps its values as long as it may be taken over", async () => {
    const folder = join(home, "runs", "run");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "run.json"), "{}");
    await takeLease(home, "run", now - hour);
    writeFileSync(join(home, "leases", "run.json"), JSON.stringify({ pid: gone(), since: now - hour }));
    expect(await neededSince(home, now)).toBe(now - hour);
    expect(await neededSince(home, now + 8 * 24 * hour)).toBeNull();
    expect(readdirSync(join(home, "leases"))).toEqual([]);
  });

  test("a run that is over needs nothing, even where its lease was left behind", async () => {
    mkdirSync(join(home, "runs", "run"), { recursive: true });
    for (const name of ["run.json", "finished.json"]) writeFileSync(join(home, "runs", "run", name), "{}");
    await takeLease(home, "run", now);
    writeFileSync(join(home, "leases", "run.json"), JSON.stringify({ pid: gone(), since: now }));
    expect(await neededSince(home, now)).toBeNull();
  });

  test("what a writer that died left goes, what one that lives writes stays", async () => {
    mkdirSync(store);
    const [dead, alive] = [`.new-${gone()}-abc`, `.new-${process.pid}-abc`];
    for (const name of [dead, alive]) writeFileSync(join(store, name), "part");
    await trimStore(home, 1e9, now);
    expect(readdirSync(store)).toEqual([alive]);
  });

  test("several processes may do so at once", async () => {
    for (let index = 0; index < 40; index++) put(`object ${index}`, index);
    const all = await Promise.all(Array.from({ length: 4 }, () => trimStore(home, 10_000, now)));
    expect((await kept()).size).toBe(10);
    expect(all.every(({ objects }) => objects <= 30)).toBe(true);
  });
});

describe("an object that is taken", () => {
  test("is noted as used", async () => {
    const digest = put("a", 30);
    expect(await takeObject(store, digest)).toBe(true);
    expect(statSync(objectPath(store, digest)).mtimeMs).toBeGreaterThan(now);
  });

  test("and is damaged is removed, so that it can be stored again", async () => {
    const digest = put("a", 30);
    writeFileSync(objectPath(store, digest), "something else");
    expect(await takeObject(store, digest)).toBe(false);
    expect(existsSync(objectPath(store, digest))).toBe(false);
  });
});

describe("cellweave cache", () => {
  test("clear --unused-for drops what was not used for so long", async () => {
    const [, recent] = [put("a", 30), put("b", 10)];
    expect(await clearStore(home, 24 * hour, now)).toEqual({ objects: 1, bytes: 1000 });
    expect(await kept()).toEqual(new Set([recent]));
    expect(await sizeOfStore(home)).toEqual({ objects: 1, bytes: 1000, results: 0 });
  });

  test("verify reads everything, drops what is damaged and says so", async () => {
    const [good, bad] = [put("a", 30), put("b", 30)];
    writeFileSync(objectPath(store, bad), Buffer.alloc(1000, "x"));
    touch(objectPath(store, bad), 30);
    expect(await checkStore(home, () => {})).toEqual({ objects: 2, damaged: [bad], unfinished: 0 });
    expect(await kept()).toEqual(new Set([good]));
  });
});

test.each([
  ["20GB", 20e9],
  ["500 MB", 500e6],
  ["1.5g", 1.5e9],
  ["2000", 2000],
])("a limit of %s is %d bytes", async (setting, bytes) => {
  expect(await sizeLimit(home, setting)).toBe(bytes);
});

test("a limit is a share of the disk, or by default 10 GB and no more than a tenth of it", async () => {
  const disk = Number(
    execFileSync("stat", ["-f", "-c", "%b %S", home], { encoding: "utf8" })
      .split(" ")
      .map(Number)
      .reduce((a, b) => a * b),
  );
  expect(await sizeLimit(home, "5%")).toBeCloseTo(disk * 0.05, -3);
  expect(await sizeLimit(home, undefined)).toBe(Math.min(10e9, disk * 0.1));
});

test("a limit that is no size is a coded error", async () => {
  await expect(sizeLimit(home, "much")).rejects.toMatchObject({ code: "CW5005" });
});
