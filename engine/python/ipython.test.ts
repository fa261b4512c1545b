import { beforeAll, describe, expect, test } from "vitest";
import { translate } from "./ipython.ts";
import { parserFromDisk } from "./parser.test-disk.ts";
import type { PythonParser } from "./parser.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

/** Every name that is left in the translated text stands where it stood. */
function namesInPlace(source: string): string[] {
  const { python } = translate(source);
  const lines = source.split("\n");
  const moved: string[] = [];
  python.split("\n").forEach((line, row) => {
    for (const found of line.matchAll(/[A-Za-z_]\w*/g)) {
      if (lines[row]?.startsWith(found[0], found.index) !== true) moved.push(`${row}:${found.index} ${found[0]}`);
    }
  });
  return moved;
}

const sources = [
  "%matplotlib inline\nx = 1",
  "%time y = f(x)",
  "%timeit -n 10 -r 3 f(x)",
  "%%time\ny = 1\nz = y",
  "%%capture out\nprint(a)",
  "%%capture --no-stderr out\nprint(a)",
  "!ls {folder}/$name.txt > log",
  "!pip install -q {pkg}==1.0",
  "files = !ls {folder}",
  "a, b = %sx ls $d",
  "x = %env HOME",
  "if a:\n    !ls $a\n    %cd sub\nelse:\n    %time b = 2\n",
  "df.head?\nx = 1",
  "?df\n??fit\ny = 2",
  "%load_ext autoreload\n%autoreload 2",
  "!echo a \\\n  {b} \\\n  c\nx = 1",
  "!awk '{print $1}' f",
  "!echo $HOME {{not}} {x:>10} {d['k']}",
  "%%bash\nfor f in *; do echo $f; done",
  "%%writefile a.py\nimport (",
  "\n\n%%time\nx = 1",
  "x = 1\n%%time",
  "%pip install numpy",
  "%env A=b",
  "%store x",
  "def f():\n    %time g()\n    return 1",
  "!ls",
  "%who",
  "?",
  "!",
  "%",
];

describe("magics become Python in their place", () => {
  test.each(sources)("%j parses and no name moves", (source) => {
    const { python } = translate(source);
    expect(parser.parse(python).problems).toEqual([]);
    expect(namesInPlace(source)).toEqual([]);
    expect(python.split("\n").length).toBeLessThanOrEqual(source.split("\n").length);
  });
});

describe("what only looks like a magic stays", () => {
  test.each([
    'x = """\n%time\n!ls\n"""',
    "x = (a\n  % b)",
    "x = a \\\n  % b",
    'y = "why?"',
    "# really?",
    "a = b % c",
    "assert x != y",
    "x = [\n  1,\n  !2]".replace("!2", "~2"),
    "print('100%')",
    "a %= b",
  ])("%j", (source) => {
    expect(translate(source)).toEqual({ python: source, magics: [] });
  });
});

test("a magic's place is where its Python begins", () => {
  const { python, magics } = translate("!a {b} c\n!d {e}\nx = !f");
  expect(magics.map((magic) => python.slice(magic.start, magic.end).replaceAll(" ", ""))).toEqual([
    "(b,)",
    "(e,)",
    "()",
  ]);
});
