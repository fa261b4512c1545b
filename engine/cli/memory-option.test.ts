import { expect, test } from "vitest";
import { freeMemory } from "../drivers/local/free-memory.ts";
import { memoryLimit } from "./memory-option.ts";

test.each([
  [undefined, null],
  ["4G", 4e9],
  ["1.5 GB", 1.5e9],
  ["300m", 3e8],
  ["50%", freeMemory().total / 2],
])("--memory %s", (text, bytes) => expect(memoryLimit(text)).toBe(bytes));

test.each(["", "much", "-1G", "0", "4 GX"])('--memory "%s" is bad usage', (text) => {
  expect(() => memoryLimit(text)).toThrow(expect.objectContaining({ code: "CW9001" }));
});
