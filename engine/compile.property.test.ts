import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";
import type { Observed } from "./model/graph.ts";
import { flowOf } from "./phases/2-dataflow/flow.test-build.ts";
import { codeHash } from "./python/code-hash.ts";
import type { PythonParser } from "./python/parser.ts";
import { testParser } from "./run/testing/run-cells.ts";
import { edits, flowsAfter, sources } from "./testing/random-edits.ts";

/** A parser with which nothing was compiled yet. */
const unused = (parser: PythonParser): PythonParser => ({ parse: (text) => parser.parse(text), dispose: () => {} });

test("after any edits, what is compiled again is what is compiled for the first time", async () => {
  const parser = await testParser();
  fc.assert(
    fc.property(sources, edits, (cells, changes) => {
      const known = unused(parser);
      for (const flow of flowsAfter(flowOf(cells), changes))
        expect(compile(flow, { parser: known })).toEqual(compile(flow, { parser: unused(parser) }));
    }),
    { numRuns: 200 },
  );
});

test("notebooks that are compiled in turn do not meet", async () => {
  const parser = await testParser();
  fc.assert(
    fc.property(sources, sources, edits, edits, (one, other, changes, more) => {
      const known = unused(parser);
      const left = flowsAfter(flowOf(one), changes);
      const right = flowsAfter(flowOf(other), more);
      for (const flow of left.flatMap((flow, at) => [flow, right[at] ?? flow]))
        expect(compile(flow, { parser: known })).toEqual(compile(flow, { parser: unused(parser) }));
    }),
    { numRuns: 60 },
  );
});

test("what runs were seen to do may come and go", async () => {
  const parser = await testParser();
  const names = fc.array(fc.constantFrom("a", "b", "c", "f", "df"), { maxLength: 2 });
  const seen = fc.record({ reads: names, writes: names, mutates: names, pure: names, stuck: names });
  fc.assert(
    fc.property(sources, edits, fc.array(fc.tuple(fc.nat(9), seen), { maxLength: 4 }), (cells, changes, runs) => {
      const known = unused(parser);
      flowsAfter(flowOf(cells), changes).forEach((flow, serial) => {
        const told = runs.slice(0, serial).flatMap(([at, what]) => {
          const cell = flow.cells[at % Math.max(1, flow.cells.length)];
          return cell === undefined ? [] : [[codeHash(cell.source), what] as const];
        });
        const observed: Observed = Object.fromEntries(told);
        expect(compile(flow, { parser: known, observed })).toEqual(compile(flow, { parser: unused(parser), observed }));
      });
    }),
    { numRuns: 80 },
  );
});
