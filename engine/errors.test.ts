import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { codes } from "./errors.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = readFileSync(`${root}/docs/errors.md`, "utf8");
const sections = [...page.matchAll(/^### (CW\d{4}) (.+)\n\n(?<meaning>[^#]+)/gm)];

it("documents every code, in order, with the title of the table", () => {
  expect(sections.map(([, code, title]) => `${code} ${title}`)).toEqual(
    Object.entries(codes)
      .map(([code, title]) => `${code} ${title}`)
      .sort(),
  );
});

it("says of every code what it means and what to do", () => {
  const incomplete = sections.filter(
    ({ groups }) => !/^\S.{20,}\n\n\*What to do:\* .{10,}/s.test(groups?.meaning ?? ""),
  );
  expect(incomplete.map(([, code]) => code)).toEqual([]);
});

it("has every code that the sources use", () => {
  const listed = execFileSync("git", ["ls-files", "nodes", "engine", "server", "editor", "scripts"], { cwd: root });
  const sources = listed
    .toString()
    .split("\n")
    .filter((path) => /\.(ts|tsx|mjs|py)$/.test(path) && !/\.test\./.test(path));
  const used = sources.flatMap((path) => readFileSync(`${root}/${path}`, "utf8").match(/\bCW\d{4}\b/g) ?? []);
  expect([...new Set(used)].filter((code) => !(code in codes))).toEqual([]);
});
