import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { joinLines, splitLines } from "../../model/notebook.ts";
import { exportOf } from "../export-of.test-run.ts";

const papermill = fileURLToPath(new URL("../../../.venv-papermill/bin/papermill", import.meta.url));

/** A flow with parameters, a drawn edge and an environment. */
function writeFlow(): string {
  const cell = (id: string, source: string, metadata: object = {}) => ({
    ...{ cell_type: "code", id, metadata, source: splitLines(source), execution_count: null, outputs: [] },
  });
  const notebook = {
    cells: [
      { cell_type: "markdown", id: "title", metadata: {}, source: ["# Rounds of “é”"] },
      cell("given", "rounds = 3\nname = 'a'", { tags: ["parameters"] }),
      cell("twice", "both = [name * n for n in range(rounds)]", { cellweave: { cache: "pin" } }),
      cell("shown", "print(both, rounds)", { cellweave: { after: ["twice"], environment: "box" } }),
    ],
    metadata: {
      cellweave: { version: 1, environments: { box: { image: "python:3.12" } }, nodes: {}, order: [], view: {} },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const path = join(mkdtempSync(join(tmpdir(), "cellweave-papermill-")), "rounds.ipynb");
  writeFileSync(path, `${JSON.stringify(notebook, null, 1)}\n`);
  return path;
}

async function printed(folder: string, ...parameters: readonly string[]): Promise<string> {
  const files = [join(folder, "rounds.ipynb"), join(folder, "out.ipynb")];
  await promisify(execFile)(papermill, [...files, ...parameters], { cwd: folder });
  const { cells } = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8"));
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .map(({ text = [] }: { text?: string[] }) => joinLines(text))
    .join("");
}

test("papermill runs the notebook with its defaults and with given parameters", async () => {
  const { folder } = await exportOf(writeFlow(), "notebook");
  expect(readFileSync(join(folder, "rounds.ipynb"), "utf8")).not.toContain("cellweave");
  expect(await printed(folder)).toBe("['', 'a', 'aa'] 3\n");
  expect(await printed(folder, "-p", "rounds", "2", "-p", "name", "é $x")).toBe("['', 'é $x'] 2\n");
});
