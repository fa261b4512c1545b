import { describe, expect, test } from "vitest";
import { packageIndex } from "./testing/package-index.ts";
import { type Ran, runCells } from "./testing/run-cells.ts";

const indexUrl = packageIndex([
  { name: "cwtoy", version: "1.0", source: "version = 1\ndef double(x): return [2 * one for one in x]\n" },
  { name: "cwtoy", version: "2.0", source: "version = 2\n" },
]);
const withToy = { template: "local-venv", values: { packages: ["cwtoy==1.0"], indexUrl } };
const newToy = { template: "local-venv", values: { packages: ["cwtoy==2.0"], indexUrl } };
const bare = { template: "local-venv" };

const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);
const errorOf = (ran: Ran, cell: string) =>
  ran.state.cells[cell]?.outputs.flatMap((output) => (output.output_type === "error" ? [output.evalue] : []))[0];

describe("cells that are placed on environments", () => {
  test("run there, each with its own packages, and pass their values on", async () => {
    const cells = [
      "x = [1, 2]",
      "import cwtoy\ny = cwtoy.double(x)",
      "import cwtoy\nprint(cwtoy.version, y)",
      "try:\n    import cwtoy\nexcept ImportError as error:\n    print(error)",
      "print(x, y)",
    ];
    const ran = await runCells(cells, {
      environments: { old: withToy, new: newToy },
      placed: { c1: "old", c2: "new" },
    });
    expect(states(ran)).toEqual(cells.map(() => "done"));
    expect(ran.texts).toEqual(["", "", "2 [2, 4]\n", "No module named 'cwtoy'\n", "[1, 2] [2, 4]\n"]);
    const prepared = ran.events.filter((event) => event.event === "preparing");
    expect(prepared.map(({ cell, progress }) => [cell, progress.what]).sort()).toEqual([
      ["c1", "install"],
      ["c2", "install"],
    ]);
    const again = await runCells(cells, {
      home: ran.home,
      folder: ran.folder,
      environments: { old: withToy, new: newToy },
      placed: { c1: "old", c2: "new" },
    });
    expect(states(again).slice(0, 3)).toEqual(["cached", "cached", "cached"]);
    expect(again.events.filter((event) => event.event === "preparing")).toEqual([]);
  });

  test("see what earlier ones changed in place, in notebook order", async () => {
    const cells = ["a = [1]\nb = a", "a.append(2)", "b.append(3)", "a.append(len(b))", "print(a is b, a)"];
    const ran = await runCells(cells, {
      environments: { one: bare, two: bare },
      placed: { c1: "one", c2: "two", c3: "one" },
    });
    expect(ran.texts[4]).toBe("True [1, 2, 3, 3]\n");
  });

  test("a decorator's packages make a place of their own", async () => {
    const cells = [
      "import cellweave as cw",
      '@cw.task(packages=["six==1.17.0"])\ndef f():\n    import sys\n    return sys.prefix\nprint(f())',
      "import sys\nprint(sys.prefix)",
    ];
    const ran = await runCells(cells);
    expect(states(ran)).toEqual(["done", "done", "done"]);
    expect(ran.texts[1]).toContain("layers");
    expect(ran.texts[2]).not.toContain("layers");
  });
});

describe("what cannot be", () => {
  test("a value that cannot leave its process fails the cell that needs it elsewhere, and only that one", async () => {
    const cells = ["import threading\nlock = threading.Lock()", "print(lock.locked())", "print('other')"];
    const ran = await runCells(cells, { environments: { one: bare, two: bare }, placed: { c0: "one", c1: "two" } });
    expect(states(ran)).toEqual(["done", "failed", "done"]);
    expect(errorOf(ran, "c1")).toMatch(/^CW5015 `lock` of cell 1 cannot come here/);
  });

  test("a cell that nobody placed follows such a value", async () => {
    const cells = ["import threading\nlock = threading.Lock()", "print(lock.locked())"];
    const ran = await runCells(cells, { environments: { one: bare }, placed: { c0: "one" } });
    expect(ran.texts[1]).toBe("False\n");
  });

  test.each([
    ["an environment that is not there", {}, "nowhere", /no environment "nowhere"/],
    ["a template that is not there", { odd: { template: "none" } }, "odd", /template "none"/],
    ["values that do not fit", { odd: { template: "local-venv", values: { packages: "six" } } }, "odd", /packages/],
    [
      "a target that is not known",
      { odd: { template: "ssh-venv", values: { target: "moon" } } },
      "odd",
      /"moon"|kind "ssh"/,
    ],
    [
      "a package that is not there",
      { odd: { template: "local-venv", values: { packages: ["cwtoy==9"], indexUrl } } },
      "odd",
      /cwtoy==9 could not be installed/,
    ],
  ])("%s fails the cell, in words, and no other", async (_, environments, name, words) => {
    const ran = await runCells(["x = 1", "print(x)", "print('other')"], { environments, placed: { c1: name } });
    expect(states(ran)).toEqual(["done", "failed", "done"]);
    expect(errorOf(ran, "c1")).toMatch(words);
  });
});
