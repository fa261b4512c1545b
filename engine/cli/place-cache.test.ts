import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "./testing/run-command.ts";

let path: string;
/** With a layout of its own, which an edit must leave alone. */
const text = `{"nbformat":4, "nbformat_minor": 5,"metadata":{ },
  "cells": [
 {"cell_type":"markdown","id":"words","metadata":{},"source":["# Words"]},
 {"cell_type":"code","id":"load","execution_count":null,"metadata":{ "tags":["a" ] },"outputs":[],"source":["x = 1"]},
 {"cell_type":"code","id":"fit","execution_count":null,"metadata":{"cellweave":{"environment":"gpu"}},"outputs":[],"source":["y = x"]}
]}`;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "cellweave-place-")), "notebook.ipynb");
  writeFileSync(path, text);
});

const placed = () =>
  (JSON.parse(readFileSync(path, "utf8")).cells as { id: string; metadata: { cellweave?: object } }[]).map(
    ({ id, metadata }) => [id, metadata.cellweave ?? null],
  );

describe("cellweave cache pin, never and unpin", () => {
  test("write into the cells that are named by number or id, and leave every other byte", async () => {
    expect(await runCommand(["cache", "pin", path, "2", "fit"])).toMatchObject({
      code: 0,
      out: "Pinned: runs take the stored result of cell 2 (x = 1), whatever changes.\nPinned: runs take the stored result of cell 3 (y = x), whatever changes.\n",
    });
    expect(placed()).toEqual([
      ["words", null],
      ["load", { cache: "pin" }],
      ["fit", { environment: "gpu", cache: "pin" }],
    ]);
    expect(readFileSync(path, "utf8").split("\n").slice(0, 3)).toEqual(text.split("\n").slice(0, 3));
    await runCommand(["cache", "never", path, "fit"]);
    expect(placed()[2]).toEqual(["fit", { environment: "gpu", cache: "never" }]);
    const { out } = await runCommand(["plan", path]);
    expect(out).toMatch(/cells 2 \(pinned\)/);
    expect(out).toMatch(/cells 3 \(every run\)/);
    expect(JSON.parse((await runCommand(["plan", path, "--json"])).out).steps[1].cells).toEqual([
      { id: "fit", index: 2, cache: "never" },
    ]);
    expect(JSON.parse((await runCommand(["cache", "unpin", path, "2", "3", "--json"])).out)).toEqual({
      notebook: path,
      cells: [
        { id: "load", index: 1, cache: null },
        { id: "fit", index: 2, cache: null },
      ],
    });
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(text));
  });

  test("that change nothing write nothing", async () => {
    await runCommand(["cache", "unpin", path, "2"]);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test.each([
    [["2"], "Name a notebook and a cell"],
    [["nb", "9"], "There is no cell 9: the notebook has 3"],
    [["nb", "1"], "Cell 1 is no code"],
  ])("%j is bad usage", async (operands, message) => {
    const named = operands.map((operand) => (operand === "nb" ? path : operand));
    const { code, err } = await runCommand(["cache", "pin", ...named]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
