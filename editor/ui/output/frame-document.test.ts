import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ansiHtml } from "./ansi.tsx";
import { frameDocument, framePolicy } from "./frame-document.ts";
import { heightIn } from "./html-frame.tsx";
import { stripAnsi } from "./strip-ansi.ts";

test("the frame's own document states the frame's policy before it runs anything", () => {
  const page = readFileSync(new URL("../../public/output-frame.html", import.meta.url), "utf8");
  expect(page.indexOf(framePolicy)).toBeGreaterThan(0);
  expect(page.indexOf(framePolicy)).toBeLessThan(page.indexOf("<script>"));
  expect(framePolicy).toContain("default-src 'none'");
  expect(framePolicy).not.toContain("connect-src");
});

test("data put into a frame's script cannot end it", () => {
  for (const mime of ["application/vnd.plotly.v1+json", "application/vnd.vega.v5+json"]) {
    const text = frameDocument(mime, { title: "</script><script>attack()</script>" }, "light");
    expect(text).not.toContain("</script><script>attack()");
  }
});

test("only a height within bounds is believed", () => {
  expect(heightIn({ cellweave: "height", height: 120.4 })).toBe(121);
  expect(heightIn({ cellweave: "height", height: 1e9 })).toBe(1600);
  expect(heightIn({ cellweave: "height", height: Number.NaN })).toBeNull();
  expect(heightIn({ cellweave: "height", height: "100" })).toBeNull();
  expect(heightIn("height")).toBeNull();
});

test("terminal text is escaped and keeps its colours", () => {
  expect(ansiHtml("\u001b[31m<b>\u001b[0m")).toBe('<span class="ansi-red-fg">&lt;b&gt;</span>');
  expect(ansiHtml("\u001b[2K\u001b]0;title\u0007x\u001b[1A")).toBe("x");
  expect(stripAnsi("\u001b[1;31mred\u001b[0m \u001b]8;;http://a\u001b\\link\u001b]8;;\u001b\\")).toBe("red link");
});
