import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPython } from "../run/testing/run-cells.ts";
import { type Dockerd, startDockerd } from "../testing/services/dockerd.ts";
import { differences, exportOf, referenceRun } from "./export-of.test-run.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let engine: Dockerd;
beforeAll(async () => {
  engine = await startDockerd();
});
afterAll(() => engine.stop());

/** A notebook whose second cell asks for a container, in which there is nothing of this machine. */
function notebook(image: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "cellweave-containers-")), "containers.ipynb");
  const sources = [
    "import cellweave as cw\nn = 4",
    `@cw.task(image="${image}")\ndef squares(k):\n    return {i: i * i for i in range(k)}\n\nfound = squares(n)\nprint(found)`,
    "total = sum(found.values())",
  ];
  const cells = sources.map((source, at) => ({
    ...{ cell_type: "code", execution_count: null, id: `c${at}`, metadata: {}, outputs: [] },
    source,
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

test.each([
  ["cwltool", "cwl", ["--disable-pull", "--outdir", "results", "workflow.cwl", "inputs.yml"]],
  ["streamflow", "streamflow", ["run", "streamflow.yml", "--outdir", "results"]],
] as const)(
  "%s runs a cell in the image that it asks for, and gives the engine's own variables",
  async (program, format, words) => {
    const reference = await referenceRun(notebook(engine.pythonImage()));
    const { folder } = await exportOf(reference.notebook, format, reference.observed);
    const bin = join(root, `.venv-${program}`, "bin");
    const path = [dirname(testPython.path), bin, process.env.PATH].join(":");
    const began = new Date().toISOString();
    const env = { ...process.env, PATH: path, DOCKER_HOST: engine.host };
    await promisify(execFile)(join(bin, program), words, { cwd: folder, env, maxBuffer: 1 << 28 });
    expect(await differences(reference, join(folder, "results"))).toEqual([]);
    const started = ["--filter", "event=start", "--since", began, "--until", new Date(Date.now() + 1000).toISOString()];
    expect(engine.docker("events", ...started, "--format", "{{.From}}").split("\n")).toContain(engine.pythonImage());
  },
);
