import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { parserFromDisk } from "../../../python/parser.test-disk.ts";
import type { PythonParser } from "../../../python/parser.ts";
import { testPython } from "../../../testing/test-python.ts";
import { flowOf } from "../../2-dataflow/flow.test-build.ts";
import type { Shape } from "../shapes.ts";
import { suggest } from "../suggest.ts";
import { findShapes } from "./find.ts";
import { loopPrelude, randomComprehension, randomLoop, randomStatements } from "./testing/random-cells.ts";

const script = fileURLToPath(new URL("testing/apart.py", import.meta.url));
// More by hand: PROOFS=20000 FIRST=1000 npx vitest run …
const wanted = Number(process.env.PROOFS ?? 240);
const first = Number(process.env.FIRST ?? 1);

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

interface Proved {
  readonly seed: number;
  readonly source: string;
  readonly case: object;
}

/** Generated cells in which something is proved, with what the other side needs to try it. */
function provedCells(
  count: number,
  make: (seed: number) => string,
  caseOf: (source: string, shape: Shape) => object | null,
): Proved[] {
  const proved: Proved[] = [];
  for (let seed = first; proved.length < count; seed++) {
    const source = make(seed);
    for (const shape of findShapes(flowOf([loopPrelude, source]).cells, parser).get("c2")?.shapes ?? []) {
      const given = caseOf(source, shape);
      if (given !== null) proved.push({ seed, source, case: given });
    }
  }
  return proved;
}

/** What differs between the two ways to run each cell. */
function differences(proved: readonly Proved[]): string[] {
  const input = proved
    .map(({ source, case: given }) => JSON.stringify({ prelude: loopPrelude, source, ...given }))
    .join("\n");
  const out = execFileSync(testPython, [script], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  const verdicts = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string | null);
  return proved.flatMap(({ seed, source }, at) =>
    verdicts[at] === null ? [] : [`# ${seed}: ${verdicts[at]}\n${source}`],
  );
}

const long = 600_000;

test(
  "loops that are proved give the same item by item apart, down to the state of functions",
  () => {
    const proved = provedCells(wanted, randomLoop, (_source, shape) => {
      if (shape.shape !== "loop" || shape.whole.start > 0) return null;
      const gather = shape.gather.filter(({ by }) => by !== "last").map(({ name, by }) => [name, by]);
      return { gather, last: shape.gather.filter(({ by }) => by === "last").map(({ name }) => name) };
    });
    expect(differences(proved)).toEqual([]);
  },
  long,
);

test(
  "comprehensions that are proved give the same element by element apart",
  () => {
    const proved = provedCells(wanted / 2, randomComprehension, (_source, shape) =>
      shape.shape === "comprehension" ? shape.whole : null,
    );
    expect(differences(proved)).toEqual([]);
  },
  long,
);

test(
  "sections that are proved give the same beside each other",
  () => {
    const proved = provedCells(wanted / 2, randomStatements, (source, shape) => {
      if (shape.shape !== "sections") return null;
      const sections = shape.sections.map(({ span, binds }) => ({ text: source.slice(span.start, span.end), binds }));
      const start = shape.sections[0]?.span.start ?? 0;
      const end = shape.sections.at(-1)?.span.end ?? 0;
      return { before: source.slice(0, start), sections, after: source.slice(end) };
    });
    expect(differences(proved)).toEqual([]);
  },
  long,
);

test.each([
  ["loops", randomLoop],
  ["comprehensions", randomComprehension],
  ["sections", randomStatements],
] as const)(
  "%s give the same when they are written with a skeleton",
  (_kind, make) => {
    const proved: Proved[] = [];
    for (let seed = first; proved.length < wanted / 4; seed++) {
      const source = make(seed);
      for (const suggestion of suggest(flowOf([loopPrelude, source]), { parser }))
        if (suggestion.kind === "possible" && suggestion.cell === "c2")
          proved.push({ seed, source, case: { written: suggestion.rewritten } });
    }
    expect(differences(proved)).toEqual([]);
  },
  long,
);
