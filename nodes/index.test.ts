import { expect, test } from "vitest";
import { withDefaults } from "./define-node.ts";
import { nodeTypes } from "./index.ts";

test.each(Object.entries(nodeTypes))("%s is listed under its own name and becomes what it says", (name, type) => {
  expect(type.type).toBe(name);
  expect(type.version).toBeGreaterThan(0);
  expect(type.description).toMatch(/\.$/);
  expect(typeof type.source(withDefaults(type, {}))).toBe("string");
});

test("a section is a heading of its level", () => {
  expect(nodeTypes.section.source({ title: "Data", level: 3 })).toBe("### Data");
  expect(nodeTypes.section.source(withDefaults(nodeTypes.section, {}))).toBe("## New section");
});
