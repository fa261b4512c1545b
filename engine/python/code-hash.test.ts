import { expect, test } from "vitest";
import { codeHash } from "./code-hash.ts";

test.each([
  ["comments", "x = 1  # one", "x = 1"],
  ["whole lines of comments", "# title\nx = 1\n# end", "x = 1"],
  ["blank lines", "x = 1\n\n\ny = 2\n", "x = 1\ny = 2"],
  ["spaces inside a line", "x=f( 1,2 )", "x = f(1, 2)"],
  ["trailing spaces", "x = 1   \ny = 2", "x = 1\ny = 2"],
  ["the width of an indent", "if a:\n  b\n  c\nd", "if a:\n        b\n        c\nd"],
  ["line breaks inside brackets", "f(\n  a,\n  b,\n)", "f(a, b,)"],
  ["a comment that is indented", "if a:\n    b\n# out\n    c", "if a:\n    b\n    c"],
  ["carriage returns", "x = 1\r\ny = 2\r\n", "x = 1\ny = 2"],
])("%s do not count", (_what, a, b) => {
  expect(codeHash(a)).toBe(codeHash(b));
});

test.each([
  ["the contents of strings", 'x = "a b"', 'x = "a  b"'],
  ["a comment sign in a string", 'x = "# a"', 'x = "# b"'],
  ["where a block ends", "if a:\n    b\n    c", "if a:\n    b\nc"],
  ["where a line ends", "a\nb", "a b"],
  ["a name", "x = 1", "y = 1"],
  ["where words end", "ab c", "a bc"],
  ["the text of a shell line", "!ls  # a", "!ls  # b"],
  ["the body of a cell magic", "%%bash\n# a", "%%bash\n# b"],
  ["blank lines in a string", 'x = """\n\n"""', 'x = """\n"""'],
])("%s counts", (_what, a, b) => {
  expect(codeHash(a)).not.toBe(codeHash(b));
});

test("the hash is the same in every process", () => {
  expect(codeHash("x = 1")).toMatch(/^[0-9a-f]{16}$/);
  expect(codeHash("x = 1")).toBe(codeHash("x  =  1"));
});
