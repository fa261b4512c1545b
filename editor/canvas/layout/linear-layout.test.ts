import type { Edge } from "@cellweave/engine/model/graph";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DocumentCell } from "../../document/content.ts";
import { type Box, linearLayout } from "./linear-layout.ts";
import { placedLayout } from "./placed-layout.ts";

const cell = (id: string, source: string, kind: DocumentCell["kind"] = "code"): DocumentCell => ({
  id,
  kind,
  source,
  metadata: {},
  outputs: [],
  executionCount: null,
});
const edge = (from: string, to: string): Edge => ({
  from,
  to,
  variables: ["x"],
  kind: "value",
  certain: true,
  why: "",
});

test("headings are frames, and a heading without cells goes with the next one", () => {
  const cells = [cell("t", "# Title", "markdown"), cell("h", "## Data\nwhere from", "markdown"), cell("a", "x = 1")];
  const { frames } = linearLayout(cells, []);
  expect(frames.map(({ id, headings, cells }) => ({ id, cells, titles: headings.map((h) => h.title) }))).toEqual([
    { id: "h", cells: ["a"], titles: ["Title", "Data"] },
  ]);
});

test("what depends on another cell stands below it, branches side by side", () => {
  const cells = ["a", "b", "c", "d"].map((id) => cell(id, `${id} = 1`));
  const { cells: boxes } = linearLayout(cells, [edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d")]);
  const at = (id: string) => boxes.get(id) as Box;
  expect(at("b").y).toBeGreaterThan(at("a").y);
  expect(at("c").y).toBe(at("b").y);
  expect(at("c").x).toBeGreaterThan(at("b").x);
  expect(at("d").y).toBeGreaterThan(at("c").y);
});

const notebooks = fc
  .array(
    fc.record({
      kind: fc.constantFrom("code", "code", "markdown"),
      text: fc.constantFrom("x = 1", "# H", "a\nb\nc", "print(1)"),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map(({ kind, text }, index) => cell(`c${index}`, text, kind as DocumentCell["kind"])));
const links = fc.array(fc.tuple(fc.nat(59), fc.nat(59)), { maxLength: 120 });

test("every cell has a place of its own, or is a heading of a frame", () => {
  fc.assert(
    fc.property(notebooks, links, (cells, pairs) => {
      const edges = pairs.flatMap(([a, b]) => (a < b && b < cells.length ? [edge(`c${a}`, `c${b}`)] : []));
      const { cells: boxes, frames } = linearLayout(cells, edges);
      const headings = frames.flatMap((frame) => frame.headings.map((heading) => heading.cell));
      expect([...boxes.keys(), ...headings].sort()).toEqual(cells.map(({ id }) => id).sort());
      const all = [...boxes.values()];
      expect(all.some((one, index) => all.slice(index + 1).some((other) => overlap(one, other)))).toBe(false);
      expect(frames.some((one, index) => frames.slice(index + 1).some((other) => overlap(one, other)))).toBe(false);
    }),
  );
});

test("a frame grows around a cell that was put elsewhere", () => {
  const layout = linearLayout([cell("h", "# H", "markdown"), cell("a", "1"), cell("b", "2")], []);
  const { cells, frames } = placedLayout(layout, { b: [900, 700] });
  expect(cells.get("b")).toMatchObject({ x: 900, y: 700 });
  expect(frames[0]).toMatchObject({ id: "h" });
  expect((frames[0]?.x ?? 0) + (frames[0]?.width ?? 0)).toBeGreaterThan(900 + 296);
});

function overlap(one: Box, other: Box): boolean {
  const apart =
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;
  return !apart;
}
