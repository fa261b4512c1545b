import { expect, test } from "vitest";
import { readLink, writeLink } from "./deep-link.ts";

test.each([
  ["/", { notebook: null, node: null, run: null, tab: null }],
  ["/n/a.ipynb", { notebook: "a.ipynb", node: null, run: null, tab: null }],
  [
    "/n/sub%20dir/%C3%A4%3F.ipynb?node=c1&run=r2&tab=why",
    { notebook: "sub dir/ä?.ipynb", node: "c1", run: "r2", tab: "why" },
  ],
] as const)("%s is read and written the same", (path, link) => {
  expect(readLink(new URL(path, "http://localhost"))).toEqual(link);
  expect(writeLink(link)).toBe(path);
});

test("an address that makes no sense leads home", () => {
  expect(readLink(new URL("/n/%E0%A4%A", "http://localhost")).notebook).toBe(null);
  expect(readLink(new URL("/n/a.ipynb?tab=nonsense", "http://localhost")).tab).toBe(null);
});
