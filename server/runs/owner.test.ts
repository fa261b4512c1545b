import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isAlive, ownName } from "./owner.ts";

test("this process lives, under its own start", () => {
  expect(isAlive(ownName())).toBe(true);
});

test.runIf(process.platform === "linux")("a process id that was given to another program does not count", () => {
  expect(isAlive(`${process.pid}@1`)).toBe(false);
});

test("a process that ended is dead, and so is no process", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  expect(isAlive(`${child.pid}@`)).toBe(false);
  expect(isAlive("")).toBe(false);
});
