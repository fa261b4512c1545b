import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./setup/root.mjs";

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs")).flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : [])),
];

it.each(pages)("%s links to what is there", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)(?<path>[^)#]+)/g)].map(({ groups }) => groups?.path ?? "");
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});
