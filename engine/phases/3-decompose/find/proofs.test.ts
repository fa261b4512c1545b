import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { parserFromDisk } from "../../../python/parser.test-disk.ts";
import type { PythonParser } from "../../../python/parser.ts";
import { testPython } from "../../../testing/test-python.ts";
import { flowOf } from "../../2-dataflow/flow.test-build.ts";
import type { LoopShape } from "../shapes.ts";
import { findShapes } from "./find.ts";
import { loopPrelude, randomLoop } from "./testing/random-loops.ts";

const script = fileURLToPath(new URL("testing/apart.py", import.meta.url));
// More by hand: LOOPS=20000 FIRST=1000 npx vitest run …
const wanted = Number(process.env.LOOPS ?? 250);
const first = Number(process.env.FIRST ?? 1);

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

interface Proved {
  readonly seed: number;
  readonly loop: string;
  readonly shape: LoopShape;
}

function provedLoops(): Proved[] {
  const proved: Proved[] = [];
  for (let seed = first; proved.length < wanted && seed < first + wanted * 40; seed++) {
    const loop = randomLoop(seed);
    const shape = findShapes(flowOf([loopPrelude, loop]).cells, parser).get("c2")?.shapes[0];
    if (shape?.shape === "loop" && shape.whole.start === 0) proved.push({ seed, loop, shape });
  }
  return proved;
}

test("loops that are proved give in sequence and apart the same, down to the state of functions", () => {
  const proved = provedLoops();
  expect(proved.length).toBe(wanted);
  const lines = proved.map(({ loop, shape }) => {
    const gather = shape.gather.filter(({ by }) => by !== "last").map(({ name, by }) => [name, by]);
    const last = shape.gather.filter(({ by }) => by === "last").map(({ name }) => name);
    return JSON.stringify({ prelude: loopPrelude, loop, gather, last });
  });
  const out = execFileSync(testPython, [script], { input: lines.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 });
  const verdicts = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string | null);
  const wrong = proved.flatMap(({ seed, loop }, at) =>
    verdicts[at] === null ? [] : [`# ${seed}: ${verdicts[at]}\n${loop}`],
  );
  expect(wrong).toEqual([]);
}, 600_000);
