import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asJupyterSaves, testPython, validate } from "../testing/test-python.ts";
import { runCommand } from "./testing/run-command.ts";

const folder = fileURLToPath(new URL("../../examples/", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

interface StoredCell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: readonly string[];
  readonly outputs: readonly { readonly output_type: string; readonly data?: object; readonly text?: string[] }[];
}

function cellsIn(text: string): StoredCell[] {
  return JSON.parse(text).cells.filter((cell: StoredCell) => cell.cell_type === "code");
}

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "cellweave-examples-"));
  process.env.CELLWEAVE_HOME = join(scratch, "home");
});
afterAll(async () => {
  delete process.env.CELLWEAVE_HOME;
  await rm(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

describe.each(names)("%s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");

  it("is valid, as Jupyter would save it, and without outputs", () => {
    expect(validate([text])).toEqual([null]);
    expect(asJupyterSaves([text])).toEqual([text]);
    expect(cellsIn(text).flatMap((cell) => cell.outputs)).toEqual([]);
  });

  it("has a graph without problems", async () => {
    const { out } = await runCommand(["graph", join(folder, name), "--json"]);
    const { diagnostics, edges } = JSON.parse(out);
    expect(diagnostics).toEqual([]);
    expect(edges.length).toBeGreaterThan(10);
  });

  it("runs without an error or a warning, and draws every figure", { timeout: 300_000 }, async () => {
    const output = join(scratch, name);
    const { code, out } = await runCommand(["run", join(folder, name), "-o", output, "--python", testPython]);
    expect(out).toMatch(/^Succeeded/);
    expect(code).toBe(0);
    const cells = cellsIn(readFileSync(output, "utf8"));
    const drawing = cells.filter((cell) => /plt\.subplots\(|from_predictions/.test(cell.source.join("")));
    const drawn = cells.filter((cell) => cell.outputs.some(({ data }) => data !== undefined && "image/png" in data));
    expect(drawn.map((cell) => cell.id)).toEqual(drawing.map((cell) => cell.id));
    const types = cells.flatMap((cell) => cell.outputs.map((shown) => shown.output_type));
    expect(types).not.toContain("error");
    expect(JSON.stringify(cells)).not.toMatch(/Warning/);
    expect(validate([readFileSync(output, "utf8")])).toEqual([null]);
  });
});

it("the progress bar of the training loop ends as one full line", async () => {
  const output = join(scratch, "bar.ipynb");
  const parameters = ["--param", "epochs=3", "--python", testPython];
  const { out } = await runCommand(["run", join(folder, "training-loop.ipynb"), "-o", output, ...parameters]);
  expect(out).toMatch(/^Succeeded/);
  const train = cellsIn(readFileSync(output, "utf8")).find((cell) => cell.id === "train");
  const shown = train?.outputs.map((one) => one.text?.join("")).join("");
  expect(shown?.split("\r").at(-1)).toMatch(/^█{30} {3}3\/3 loss [\d.]+, on unseen points [\d.]+\n$/);
});

it("the branches of the parallel example need nothing of each other", async () => {
  const { out } = await runCommand(["plan", join(folder, "parallel-branches.ipynb"), "--json"]);
  const { steps } = JSON.parse(out) as {
    steps: { id: string; needs: string[]; cells: { id: string }[] }[];
  };
  const branches = steps.filter((step) => step.cells.some(({ id }) => /^train-(?!function)/.test(id)));
  const ids = branches.map((step) => step.id);
  expect(branches).toHaveLength(5);
  expect(branches.flatMap((step) => step.needs).filter((need) => ids.includes(need))).toEqual([]);
});
