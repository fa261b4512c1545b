import { beforeAll, describe, expect, it, test } from "vitest";
import type { CompiledSource } from "../../../model/skeleton.ts";
import { readCell } from "../../../python/analysis/read-cell.ts";
import { parserFromDisk } from "../../../python/parser.test-disk.ts";
import type { PythonParser } from "../../../python/parser.ts";
import { type AuthorText, authorText } from "../author-text.ts";
import { runTexts } from "../testing/run-texts.ts";
import { branchesOf, type Rules, sectionsOf, shapesIn } from "../testing/shapes-in.ts";
import { outline } from "./outline.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const read = (source: string): AuthorText => authorText(readCell(parser, source));

const before = `
import contextlib
def f(x):
    for _ in range(20_000): pass
    return x * 2 + 1
def g(x): return [x, x]
xs = [3, 1, 2]
pairs = [(1, 2), (3, 4)]
rows = []
total = 0.1
best = 0
table = {}
flags = 0
`;

/** Title, text, how names come out of the loop. Each is run as it stands and compiled. */
const loops: readonly (readonly [string, string, Rules])[] = [
  ["appending", "for x in xs:\n    y = f(x)  # twice\n    rows.append(y)\n", { rows: "append" }],
  ["on one line", "for x in xs: rows.append(f(x)); last = x\n", { rows: "append" }],
  ["indented by tabs", "for x in xs:\n\tif x > 1:\n\t\trows.append(f(x))\n", { rows: "append" }],
  ["with CRLF", "for x in xs:\r\n    rows.append(f(x))\r\nz = 1\r\n", { rows: "append" }],
  ["without a last newline", "for x in xs:\n    rows.append(f(x))", { rows: "append" }],
  [
    "with comments everywhere",
    "# top\nfor x in xs:  # head\n    # first\n    rows.append(f(x))  # here\n    # last\n# end\nz = 2\n",
    { rows: "append" },
  ],
  [
    "with multi-line strings",
    'for x in xs:\n    s = """a\n  b {x}\nc"""\n    rows.append(s + str(x))\n',
    { rows: "append" },
  ],
  [
    "with continue and multi-line strings",
    'for x in xs:\n    if x == 1:\n        continue\n    s = f"""a\n  b {x}\nc"""\n    rows.append(s)\n',
    { rows: "append" },
  ],
  ["with continue and tabs", "for x in xs:\n\tif x == 1: continue\n\trows.append(f(x))\n", { rows: "append" }],
  ["with continue on one line", "for x in xs: continue\n", {}],
  [
    "over a target of several names",
    "for i, (a, *b) in enumerate(pairs):\n    rows.append((i, a, b))\n",
    { rows: "append" },
  ],
  ["over a tuple without brackets", "for x in 1, 2, 3:\n    rows.append(x)\n", { rows: "append" }],
  ["over lines of items", "for x in [\n    1,  # one\n    2,\n]:\n    rows.append(x)\n", { rows: "append" }],
  ["with a continued line", "for x in xs:\n    y = f(x) + \\\n        1\n    rows.append(y)\n", { rows: "append" }],
  ["extending", "for x in xs:\n    rows.extend(g(x))\n", { rows: "extend" }],
  ["writing into a dict", "for x in xs:\n    table[x] = f(x)\n", { table: "set-item" }],
  ["adding up", "for x in xs:\n    total += f(x) * 0.1\n", { total: "fold +" }],
  ["adding up the long way", "for x in xs:\n    total = total + f(x) * 0.1 + 0.3\n", { total: "fold +" }],
  [
    "adding up in brackets",
    "for x in xs:\n    total = (\n        total\n        + f(x) * 0.1\n    )\n",
    { total: "fold +" },
  ],
  [
    "keeping the best",
    "for x in xs:\n    best = max(best, f(x))\n    total += x\n",
    { best: "fold max", total: "fold +" },
  ],
  ["collecting bits", "for x in xs:\n    flags |= 1 << x\n", { flags: "fold |" }],
  [
    "in the branches of an if",
    "if xs:\n    n = 1\n    for x in xs:\n        if x == 1: continue\n        rows.append(f(x))\n    z = n\nelif total:\n    for x in xs: rows.append(x)\nelse:\n    for x in xs:\n        rows.append(-x)\n",
    { rows: "append" },
  ],
  [
    "in a with, and in a try, with a string over several lines",
    'with contextlib.nullcontext(3) as n:\n\ttry:\n\t\tfor x in xs:\n\t\t\ts = """a\nb"""\n\t\t\trows.append(f(x) // (x - 1))\n\texcept ZeroDivisionError as e:\n\t\trows.append(str(e))\n\t\tfor x in xs: rows.append(x + n)\n\tfinally:\n\t\tfor x in xs: rows.append(s)\n',
    { rows: "append" },
  ],
  ["two loops", "for x in xs:\n    rows.append(x)\nfor y in xs:\n    rows.append(-y)\n", { rows: "append" }],
  [
    "nested loops",
    "for x in xs:\n    for y in xs:\n        if y == 2:\n            break\n        rows.append(x * y)\n",
    { rows: "append" },
  ],
  ["that fails", "for x in xs:\n    rows.append(1 / (x - 2))\n", { rows: "append" }],
  ["over nothing", "for x in []:\n    rows.append(x)\n", { rows: "append" }],
  [
    "with imports and functions",
    "for x in xs:\n    import math\n    def h(v): return v + x\n    rows.append(h(math.sqrt(x)))\n",
    { rows: "append" },
  ],
  ["with lines of another alphabet", 'for é in xs:\n    rows.append(f"ü{é}")\n', { rows: "append" }],
];

const comprehensions: readonly (readonly [string, string])[] = [
  ["a list", "ys = [f(x) for x in xs]\n"],
  ["conditions", "ys = [f(x) for x in xs if x > 1 if x < 3]\n"],
  ["several names", "ys = [a * b for a, b in pairs if a]\n"],
  ["a dict", "ys = {x: f(x) for x in xs}\n"],
  ["a dict of several names", "ys = {str(a): b for i, (a, b) in enumerate(pairs)}\n"],
  ["a set", "ys = {f(x) % 2 for x in xs}\n"],
  ["comments and lines", "ys = [\n    f(x)  # heavy\n    + 1\n    for x in xs  # all\n    if x > 1  # but one\n]\n"],
  ["inside a call", "ys = sorted([f(x) for x in xs], reverse=True)\n"],
  ["two of them", "ys = [f(x) for x in xs] + [x for x in xs]\n"],
  ["one in another's items", "ys = [f(x) for x in [g(y)[0] for y in xs]]\n"],
  ["a lambda and a conditional", "ys = [(lambda v: v + x)(1) if x else 0 for x in xs]\n"],
  ["a failure", "ys = [1 / (x - 2) for x in xs]\n"],
];

/** Title, text, the first statement of each section, the statement after the last one. */
const sections: readonly (readonly [string, string, readonly number[], number])[] = [
  ["two assignments", "a = f(1)\nb = f(2)\n", [0, 1], 2],
  ["three of several lines", "a = f(1)\na2 = a\nb = f(2)\nc = f(3)\nd = [a, b, c]\n", [0, 2, 3], 4],
  ["strings over lines", 'a = f(1)\nb = """x\n  y\nz"""\nc = b\n', [0, 1], 3],
  ["blocks", "a = f(1)\nif a:\n    b = f(2)\nelse:\n\tb = 3\nc = b\n", [0, 1], 2],
  ["a name that is read and bound", "a = f(1)\nbest = f(best)\n", [0, 1], 2],
  ["a failure", "a = f(1)\nb = 1 / 0\nc = 1\n", [0, 1], 2],
];

const forks: readonly (readonly [string, string])[] = [
  [
    "with blocks",
    'with cw.fork():\n    with cw.branch("a"):\n        a = f(1)\n    # other\n    with cw.branch("b"):\n        b = """x\ny"""\n',
  ],
  ["on lines", 'with cw.fork():\n\twith cw.branch("a"): a = f(1)\n\twith cw.branch("b"): b = f(2)\nc = a + b\n'],
];

function compiled(source: string, rules: Rules = {}): string {
  const text = read(source);
  return outline(text, shapesIn(text, rules))?.compiled.source ?? "";
}

describe.each(["copies", "package"] as const)(
  "what a compiled text gives is what the author's gives, by %s",
  (runtime) => {
    test("for loops and comprehensions", () => {
      const texts = [
        ...loops.map(([title, source, rules]) => [title, source, compiled(source, rules)] as const),
        ...comprehensions.map(([title, source]) => [title, source, compiled(source)] as const),
      ];
      for (const [title, , text] of texts) expect(text, title).not.toBe("");
      const runs = runTexts(
        runtime,
        texts.flatMap(
          ([, source, text]) =>
            [
              [before, source],
              [before, text],
            ] as const,
        ),
      );
      texts.forEach(([title, , text], n) => {
        expect(runs[2 * n + 1], `${title}\n${text}`).toEqual(runs[2 * n]);
      });
    });

    test("for sections of a cell and branches of a fork", () => {
      const texts = [
        ...sections.map(([title, source, firsts, end]) => {
          const text = read(source);
          return [title, source, outline(text, [sectionsOf(text, firsts, end)])?.compiled.source ?? ""] as const;
        }),
        ...forks.map(([title, source]) => [title, source, compiledFork(source)] as const),
      ];
      for (const [title, , text] of texts) expect(text, title).not.toBe("");
      const runs = runTexts(
        runtime,
        texts.flatMap(
          ([, source, text]) =>
            [
              [before, source],
              [before, text],
            ] as const,
        ),
      );
      texts.forEach(([title, , text], n) => {
        expect(runs[2 * n + 1], `${title}\n${text}`).toEqual(runs[2 * n]);
      });
    });
  },
);

function compiledFork(source: string): string {
  const text = read(source);
  const block = text.root.children.find(({ type }) => type === "with_statement")?.children.at(-1);
  return block === undefined ? "" : (outline(text, [branchesOf(block)])?.compiled.source ?? "");
}

const numbered = ({ source, lines }: CompiledSource) =>
  source
    .replace(/\n$/, "")
    .split("\n")
    .map((line, n) => `${lines[n]}|${line}`);

describe("the text of a compiled cell, with the author's line of each line", () => {
  it("has a loop's body twice: in a function before it, and as it stands", () => {
    const text = read(
      "%matplotlib inline\n# all files\nfor f in files:  # each\n    last = parse(f)\n    rows.append(last)\n\nlen(rows)\n",
    );
    const result = outline(text, shapesIn(text, { rows: "append" }));
    expect(numbered(result?.compiled ?? { source: "", lines: [] })).toEqual([
      "1|%matplotlib inline",
      "2|# all files",
      "3|def _cw_body_0(_cw_item, rows):",
      "3|    f = _cw_item",
      "4|    last = parse(f)",
      "5|    rows.append(last)",
      '5|    return __cellweave__.kept(locals(), ("f", "last"))',
      '3|for f in __cellweave__.each(files, _cw_body_0, {"rows": "append"}, ("f", "last"), globals()):  # each',
      "4|    last = parse(f)",
      "5|    rows.append(last)",
      "6|",
      "7|len(rows)",
    ]);
  });

  it("tells folds apart from what is added", () => {
    const text = read("for x in xs:\n    total = total + x\n    best = max(best, f(x))\n    n += 1\n");
    const rules = { total: "fold +", best: "fold max", n: "fold +" };
    const result = outline(text, shapesIn(text, rules));
    expect(numbered(result?.compiled ?? { source: "", lines: [] }).slice(0, 6)).toEqual([
      "1|def _cw_body_0(_cw_item, total, best, n):",
      "1|    x = _cw_item",
      '2|    total = __cellweave__.fold(total, "+", x)',
      '3|    best = __cellweave__.fold(best, "max", f(x))',
      "4|    n += 1",
      '4|    return __cellweave__.kept(locals(), ("x",))',
    ]);
  });

  it("wraps a comprehension and keeps it", () => {
    const text = read("ys = [\n    f(x)\n    for x in xs\n    if x\n]\n");
    const result = outline(text, shapesIn(text));
    expect(numbered(result?.compiled ?? { source: "", lines: [] })).toEqual([
      "1|ys = __cellweave__.listed(xs, lambda x: (f(x)), lambda x: (x), lambda _cw_items: [",
      "2|    f(x)",
      "3|    for x in _cw_items",
      "4|    if x",
      '5|], "list")',
    ]);
  });

  it("puts sections into functions, and asks before each whether it is done", () => {
    const text = read("a = f(1)\n\n# the other\nb = f(2)\nb += 1\nc = a + b\n");
    const result = outline(text, [sectionsOf(text, [0, 1], 3)]);
    expect(numbered(result?.compiled ?? { source: "", lines: [] })).toEqual([
      "4|def _cw_section_1():",
      '4|    if "b" in globals():',
      '4|     b = globals()["b"]',
      "4|    b = f(2)",
      "5|    b += 1",
      '5|    return __cellweave__.kept(locals(), ("b",))',
      '1|__cellweave__.ahead(globals(), ("section 1", "section 2"), _cw_section_1)',
      "1|a = f(1)",
      "2|",
      "3|# the other",
      "4|if __cellweave__.here(1):",
      "4|    b = f(2)",
      "5|    b += 1",
      "4|__cellweave__.passed()",
      "6|c = a + b",
    ]);
  });

  it("is the same every time", () => {
    for (const [, source, rules] of loops) expect(compiled(source, rules)).toBe(compiled(source, rules));
  });
});

describe("what would do something else in a function stays as it is", () => {
  const cases: readonly (readonly [string, string, Rules])[] = [
    ["an else clause", "for x in xs:\n    rows.append(x)\nelse:\n    done = True\n", { rows: "append" }],
    ["break", "for x in xs:\n    if x: break\n    rows.append(x)\n", { rows: "append" }],
    ["break in the else of an inner loop", "for x in xs:\n    for y in xs: pass\n    else: break\n", {}],
    ["a magic in the body", "for x in xs:\n    !ls {x}\n    rows.append(x)\n", { rows: "append" }],
    ["a magic for the whole cell", "%%timeit\nfor x in xs:\n    rows.append(x)\n", { rows: "append" }],
    ["a loop inside of another one", "while xs:\n    for x in xs:\n        rows.append(x)\n", { rows: "append" }],
    ["a loop of a function", "def h():\n    for x in xs:\n        rows.append(x)\n", { rows: "append" }],
    ["a global statement", "for x in xs:\n    def h():\n        global n\n        n = x\n    h()\n", {}],
    ["a class", "for x in xs:\n    class A: pass\n    rows.append(A())\n", { rows: "append" }],
    ["a star import", "for x in xs:\n    from math import *\n", {}],
    ["an annotated variable", "for x in xs:\n    y: int = x\n", {}],
    ["locals()", "for x in xs:\n    rows.append(dict(locals()))\n", { rows: "append" }],
    ["a target that is not a name", "for table[0] in xs:\n    rows.append(1)\n", { rows: "append" }],
    ["a fold that is written another way", "for x in xs:\n    total = x + total\n", { total: "fold +" }],
    ["a fold of another operator", "for x in xs:\n    total -= x\n", { total: "fold +" }],
    ["await", "for x in xs:\n    rows.append(await g(x))\n", { rows: "append" }],
    ["async for", "async for x in xs:\n    rows.append(x)\n", { rows: "append" }],
    ["a name of ours", "_cw_x = 1\nfor x in xs:\n    rows.append(x)\n", { rows: "append" }],
    ["a walrus in a comprehension", "ys = [(y := x) for x in xs]\n", {}],
    ["a comprehension of two loops", "ys = [x + y for x in xs for y in xs]\n", {}],
    ["an async comprehension", "ys = [x async for x in xs]\n", {}],
  ];
  it.each(cases)("%s", (_title, source, rules) => {
    expect(compiled(source, rules)).toBe("");
  });

  it("a section that ends with the value that the cell shows", () => {
    const text = read("a = f(1)\nf(2)\n");
    expect(outline(text, [sectionsOf(text, [0, 1], 2)])).toBeNull();
  });

  it("sections that share a line", () => {
    const text = read("a = f(1); b = f(2)\n");
    expect(outline(text, [sectionsOf(text, [0, 1], 2)])).toBeNull();
  });
});
