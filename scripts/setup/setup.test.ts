import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isRecent } from "./find-python.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { isNewEnough } from "./node-version.mjs";
import { missingPackages } from "./packages.mjs";

const folder = mkdtempSync(join(tmpdir(), "cellweave-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("versions", () => {
  it.each([
    ["20.19.0", true],
    ["22.0.0", true],
    ["24.1.2", true],
    ["20.18.3", false],
    ["18.20.0", false],
  ])("Node %s is new enough: %s", (version, expected) => expect(isNewEnough(version)).toBe(expected));
  it.each([
    ["3.9.0", true],
    ["3.14.1", true],
    ["3.8.18", false],
    ["2.7.18", false],
  ])("Python %s is recent enough: %s", (version, expected) => expect(isRecent(version)).toBe(expected));
});

describe("packages", () => {
  const wanted = {
    packages: {
      "": {},
      engine: { version: "0.1.0" },
      "node_modules/@cellweave/engine": { link: true },
      "node_modules/fastify": { version: "5.0.0" },
      "node_modules/fsevents": { version: "2.3.3", optional: true },
    },
  };
  it("are up to date when npm's record holds every version that is not optional", () => {
    const { "node_modules/fsevents": _other, ...present } = wanted.packages;
    expect(missingPackages(wanted, { packages: present })).toEqual([]);
  });
  it("are not up to date when a version is another one or is not there", () => {
    const present = { packages: { "node_modules/fastify": { version: "4.0.0" } } };
    expect(missingPackages(wanted, present)).toEqual(["node_modules/@cellweave/engine", "node_modules/fastify"]);
  });
});

describe("fingerprint", () => {
  it("changes with content and with names, and not with what was generated", () => {
    mkdirSync(join(folder, "a", "dist"), { recursive: true });
    writeFileSync(join(folder, "a", "one.ts"), "1");
    const first = fingerprint(folder, ["a", "missing"]);
    writeFileSync(join(folder, "a", "dist", "built.js"), "1");
    expect(fingerprint(folder, ["a", "missing"])).toBe(first);
    writeFileSync(join(folder, "a", "one.ts"), "2");
    expect(fingerprint(folder, ["a", "missing"])).not.toBe(first);
  });
});
