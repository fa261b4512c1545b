import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../compile.ts";
import type { SkeletonName } from "../../model/skeleton.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";
import { scaffoldFor } from "./scaffold.ts";
import { runTexts } from "./testing/run-texts.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const names = Object.keys(skeletonTypes) as SkeletonName[];

describe("a scaffold runs by itself, and is the skeleton that it shows", () => {
  it.each(names)("%s", (skeleton) => {
    const source = scaffoldFor(flowOf([]), null, skeleton, parser);
    const { plan, diagnostics } = compile(flowOf([source]), { parser });
    const constructs = plan.steps.flatMap(({ parts }) => parts.flatMap((part) => part.constructs));
    expect(constructs.map((one) => [one.skeleton, one.origin])).toContainEqual([skeleton, "written"]);
    expect(diagnostics).toEqual([]);
  });

  it("without an error, and with the same result in several processes", () => {
    const sources = names.map((skeleton) => scaffoldFor(flowOf([]), null, skeleton, parser));
    const inSequence = runTexts(
      "package",
      sources.map((source) => ["", `import cellweave\ncellweave.use("sequential")\n${source}`]),
    );
    expect(inSequence.map(({ error }) => error)).toEqual(names.map(() => null));
    const atOnce = runTexts(
      "package",
      // Only torchrun has several processes for a training.
      sources.map((source) => ["", source]),
    );
    expect(atOnce.map(({ error, printed }) => [error, printed])).toEqual(
      inSequence.map(({ error, printed }) => [error, printed]),
    );
  }, 60_000);
});

it("a scaffold binds no name that the notebook has, and takes the package as the notebook calls it", () => {
  const map = (cells: readonly string[], at = "c1") => scaffoldFor(flowOf(cells), at, "map", parser);
  expect(map(["squares = 1\nnumbers_2 = 2", "numbers = 3"])).toContain(
    "squares_2 = cw.map(square, numbers_3, scale=10)",
  );
  expect(map(["import cellweave as weave"])).toContain("squares = weave.map(square, numbers, scale=10)");
  expect(map(["import cellweave as weave"])).not.toContain("import");
  expect(map(["a = 1", "import cellweave as cw"])).toContain("import cellweave as cw");
  expect(map(["cw = 1"])).toMatch(/^import cellweave\n.*cellweave\.map/s);
  const each = scaffoldFor(flowOf(["counts = 1"]), "c1", "each", parser);
  expect(each).toContain('cw.each(texts, gather={"counts_2": list}');
});
