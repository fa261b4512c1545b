import { expect, test } from "vitest";
import { transferInWords } from "./transfer-in-words.ts";

test.each([
  [{ what: "install", text: "Installing six" }, "Installing six"],
  [{ what: "upload", text: "x", bytes: 12e6, totalBytes: 80e6, bytesPerSecond: 4e6 }, "x: 12 MB of 80 MB, 4.0 MB/s"],
  [{ what: "download", text: "y", bytes: 500 }, "y: 500 B"],
] as const)("%j is %s", (progress, words) => {
  expect(transferInWords(progress)).toBe(words);
});
