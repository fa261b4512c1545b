import { expect, test } from "vitest";
import { errorInWords } from "./error-words.ts";
import { imageAddress } from "./image-view.tsx";
import { cheapest, richest, textOf } from "./mime.ts";
import { previewOf } from "./output-preview.tsx";
import { tableRows } from "./text-table.ts";

test.each([
  [{ "text/plain": "a", "text/html": "<b>a</b>" }, "text/html", "frame"],
  [{ "text/plain": "<Figure>", "image/png": "AAAA" }, "image/png", "image"],
  [{ "text/plain": "x", "text/latex": "$x$" }, "text/latex", "latex"],
  [{ "application/javascript": "1" }, "application/javascript", "frame"],
  [{ "application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()" }, "text/plain", "text"],
  [{ "application/x-unknown": "what" }, "application/x-unknown", "text"],
])("of %j the richest is %s as %s", (data, mime, rendering) => {
  expect(richest(data)).toMatchObject({ mime, rendering });
});

test("an empty bundle shows nothing", () => {
  expect(richest({})).toBeNull();
});

test("a preview never takes a form that needs a frame", () => {
  expect(cheapest({ "text/html": "<script>1</script>", "text/plain": "table" })?.mime).toBe("text/plain");
  expect(
    previewOf([{ output_type: "display_data", data: { "text/html": "<script>1</script>" }, metadata: {} }]),
  ).toEqual({
    kind: "text",
    text: "HTML",
  });
});

test("content stored as lines is joined, and JSON is printed", () => {
  expect(textOf(["a\n", "b"])).toBe("a\nb");
  expect(textOf({ a: 1 })).toBe('{\n  "a": 1\n}');
});

test("an image's address is made only of base64, or of an SVG's escaped text", () => {
  expect(imageAddress("image/png", "AA\nAA")).toBe("data:image/png;base64,AAAA");
  expect(imageAddress("image/png", '"><script>alert(1)</script>')).toBeNull();
  expect(imageAddress("image/svg+xml", '<svg onload="alert(1)"/>')).toBe(
    "data:image/svg+xml;charset=utf-8,%3Csvg%20onload%3D%22alert(1)%22%2F%3E",
  );
});

test("a preview shows the end of a stream and the last output that says something", () => {
  expect(
    previewOf([
      { output_type: "stream", name: "stdout", text: "1\n2\n3\n4\n5\n6\n" },
      { output_type: "stream", name: "stderr", text: "\n" },
    ]),
  ).toEqual({ kind: "text", text: "2\n3\n4\n5\n6" });
});

test("a frame printed by pandas is read back as a table; other text is not", () => {
  expect(tableRows("   name  score\n0   ann    1.5\n1   bob   -2.0")).toEqual({
    head: ["", "name", "score"],
    rows: [
      ["0", "ann", "1.5"],
      ["1", "bob", "-2.0"],
    ],
  });
  expect(tableRows("hello world\nsecond line")).toBeNull();
});

test.each([
  ["NameError", "name 'df' is not defined", /“df”/],
  ["ModuleNotFoundError", "No module named 'torch'", /“torch” is not installed/],
  ["KeyError", "'age'", /'age'/],
  ["requests.exceptions.ConnectionError", "refused", /network/],
])("%s is said in plain words", (ename, evalue, expected) => {
  expect(errorInWords(ename, evalue)).toMatch(expected);
});

test("an unknown exception speaks for itself", () => {
  expect(errorInWords("MyError", "x")).toBeNull();
});
