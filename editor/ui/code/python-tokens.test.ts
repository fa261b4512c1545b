import fc from "fast-check";
import { expect, test } from "vitest";
import { pythonTokens } from "./python-tokens.ts";

const coloured = (source: string) => pythonTokens(source).filter(([, kind]) => kind !== null);

test.each([
  [
    "def load(path):\n  return open(path)",
    [
      ["def", "k"],
      ["load", "d"],
      ["return", "k"],
      ["open", "b"],
    ],
  ],
  [
    "x = 'a # b' # c",
    [
      ["'a # b'", "s"],
      ["# c", "c"],
    ],
  ],
  [
    '"""two\nlines"""\n1_000',
    [
      ['"""two\nlines"""', "s"],
      ["1_000", "n"],
    ],
  ],
  ["%matplotlib inline\na % b", [["%matplotlib inline", "m"]]],
  ["!pip install x", [["!pip install x", "m"]]],
  ["df.print\nmodel2 = 2.5e-3", [["2.5e-3", "n"]]],
  [
    "match = 1\nmatch x:\n  case 2: pass",
    [
      ["1", "n"],
      ["match", "k"],
      ["case", "k"],
      ["2", "n"],
      ["pass", "k"],
    ],
  ],
  [
    "@app.get\nclass A: pass",
    [
      ["@app.get", "d"],
      ["class", "k"],
      ["A", "d"],
      ["pass", "k"],
    ],
  ],
  [
    "f'{x}' 'open",
    [
      ["f'{x}'", "s"],
      ["'open", "s"],
    ],
  ],
])("%j is coloured", (source, expected) => {
  expect(coloured(source)).toEqual(expected);
});

test("the pieces joined are the source, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      (source) =>
        pythonTokens(source)
          .map(([text]) => text)
          .join("") === source,
    ),
  );
});
