import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exporters } from "@cellweave/engine";
import type { NotebookEdit } from "@cellweave/engine/model/edit";
import type { ExportReply, ExportRequest, ToolVerdict } from "@cellweave/engine/model/wire";
import { strFromU8, unzipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../engine/cli.ts";
import { openTab } from "../testing/open-tab.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";

const cells = [
  "import csv\nrows = list(csv.reader(open('data.csv')))",
  "total = sum(int(n) for _, n in rows)",
  "!ls\ntotal",
];

async function post(served: ServedForTest, url: string, payload: ExportRequest) {
  return served.app.inject({ method: "POST", url, headers: served.headers, payload });
}

async function show(served: ServedForTest, payload: ExportRequest): Promise<ExportReply> {
  const reply = await post(served, "/api/exports", payload);
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json();
}

/** What `cellweave export` writes: path → bytes. */
async function written(notebook: string, format: string): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-written-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const terminal = {
    out: () => {},
    err: () => {},
    screen: null,
    env: {},
    onInterrupt: () => () => {},
    now: Date.now,
    quit: () => {},
  };
  expect(await main(["export", notebook, "--to", format, "-o", join(folder, "out")], terminal)).toBe(0);
  const root = join(folder, "out");
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(root, path))]));
}

async function expectSameAsWritten(folder: ServedForTest, format: string): Promise<void> {
  const reply = await post(folder, "/api/exports/zip", { notebook, format });
  expect(reply.statusCode, reply.body).toBe(200);
  const unzipped = unzipSync(reply.rawPayload);
  const expected = await written(join(folder.directory, notebook), format);
  expect(Object.keys(unzipped).sort()).toEqual(
    [...expected.keys()].map((path) => `Umsätze 1-${format}/${path}`).sort(),
  );
  for (const [path, bytes] of expected) {
    expect(Buffer.from(unzipped[`Umsätze 1-${format}/${path}`] ?? []).equals(bytes), path).toBe(true);
  }
}

async function served(): Promise<ServedForTest> {
  return serveFolder({ notebooks: { "sub/Umsätze 1.ipynb": cells, "sub/data.csv": "a,1\nb,2\n" } });
}

const notebook = "sub/Umsätze 1.ipynb";

test("every format of the table is listed with its sentence and its settings", async () => {
  const { app, headers } = await served();
  const formats = (await app.inject({ url: "/api/exports/formats", headers })).json();
  expect(formats.map(({ name }: { name: string }) => name)).toEqual([...Object.keys(exporters), "ro-crate"]);
  const plain = formats.find(({ name }: { name: string }) => name === "notebook");
  expect(plain).toMatchObject({ title: "Notebook", settings: { outputs: { type: "boolean", default: true } } });
});

test.each(Object.keys(exporters))("the zip of %s holds byte for byte what the command writes", async (format) => {
  const folder = await served();
  const reply = await post(folder, "/api/exports/zip", { notebook, format });
  expect(reply.statusCode, reply.body).toBe(200);
  expect(reply.headers["content-type"]).toBe("application/zip");
  expect(reply.headers["content-disposition"]).toBe(`attachment; filename*=UTF-8''Ums%C3%A4tze%201-${format}.zip`);
  await expectSameAsWritten(folder, format);
  expect((await post(folder, "/api/exports/zip", { notebook, format })).rawPayload.equals(reply.rawPayload)).toBe(true);
});

test("the last run that has ended is exported as the command exports it; before one there is none", async () => {
  const folder = await serveFolder({ notebooks: { [notebook]: ["x = 2", "print(x)"] } });
  const early = await post(folder, "/api/exports", { notebook, format: "ro-crate" });
  expect([early.statusCode, early.json().code]).toEqual([422, "CW3941"]);
  const tab = await openTab(`${await folder.listen()}/api/events`, folder.headers);
  const payload = { notebook, scope: { kind: "all" } };
  await folder.app.inject({ method: "POST", url: "/api/runs", headers: folder.headers, payload });
  await tab.until((told) =>
    told.some(({ event }) => event.topic === "run" && event.events.some((one) => one.event === "run-finished")),
  );
  process.env.CELLWEAVE_HOME = folder.home;
  onTestFinished(() => {
    delete process.env.CELLWEAVE_HOME;
  });
  await expectSameAsWritten(folder, "ro-crate");
});

test("what is shown are the files, the warnings with their cells, the command, and that all is of good syntax", async () => {
  const folder = await served();
  const shown = await show(folder, { notebook, format: "cwl" });
  expect(shown).toMatchObject({
    folder: "Umsätze 1-cwl",
    faults: [],
    tool: { program: "cwltool", install: "pip install cwltool" },
  });
  expect(shown.command).toMatch(/^cwltool /);
  const runner = shown.files.find(({ path }) => path === "runner.pyz");
  expect(runner && "base64" in runner && Buffer.from(runner.base64, "base64").length).toBe(runner?.size);
  const data = shown.files.find(({ path }) => path.startsWith("data/"));
  expect(data).toMatchObject({ size: 8, text: "a,1\nb,2\n" });
});

test("edits that are not saved yet are exported, and written nowhere", async () => {
  const folder = await served();
  const before = readFileSync(join(folder.directory, notebook), "utf8");
  const edits: NotebookEdit[] = [{ edit: "source", cell: "c1", was: cells[1] ?? "", source: "total = 42" }];
  const { files } = await show(folder, { notebook, format: "python", edits });
  expect(files[0]).toMatchObject({ text: expect.stringContaining("total = 42") });
  expect(readFileSync(join(folder.directory, notebook), "utf8")).toBe(before);
  await writeFile(join(folder.directory, notebook), before.replace("total = sum", "total = len"));
  const late = await post(folder, "/api/exports", { notebook, format: "python", edits });
  expect([late.statusCode, late.json().code]).toEqual([422, "CW1010"]);
});

test("what was chosen counts, and what cannot be chosen is refused", async () => {
  const text = readFileSync("examples/data-analysis.ipynb", "utf8");
  const folder = await serveFolder({ notebooks: { "a.ipynb": text } });
  const outputs = async (keep: boolean) => {
    const { files } = await show(folder, { notebook: "a.ipynb", format: "notebook", options: { outputs: keep } });
    const { cells: exported } = JSON.parse(strFromU8(Buffer.from((files[0] as { text: string }).text)));
    return exported.flatMap((cell: { outputs?: unknown[] }) => cell.outputs ?? []).length;
  };
  expect(await outputs(false)).toBe(0);
  for (const wrong of [
    { notebook: "a.ipynb", format: "fortran" },
    { notebook: "a.ipynb", format: "python", options: { outputs: true } },
    { notebook: "a.ipynb", format: "notebook", options: { outputs: "maybe" } },
  ]) {
    const reply = await post(folder, "/api/exports", wrong);
    expect([reply.statusCode, reply.json().code]).toEqual([400, "CW7005"]);
  }
  const outside = await post(folder, "/api/exports", { notebook: "../a.ipynb", format: "python" });
  expect([outside.statusCode, outside.json().code]).toEqual([403, "CW7003"]);
});

test("a data file that is missing is told when shown and refused when packed", async () => {
  const folder = await serveFolder({ notebooks: { "a.ipynb": cells } });
  const { diagnostics } = await show(folder, { notebook: "a.ipynb", format: "cwl" });
  expect(diagnostics).toMatchObject([{ code: "CW9007", severity: "error" }]);
  const packed = await post(folder, "/api/exports/zip", { notebook: "a.ipynb", format: "cwl" });
  expect([packed.statusCode, packed.json().code]).toEqual([422, "CW9007"]);
});

test("a link that leads out of the served folder is not followed", async () => {
  const folder = await serveFolder({ notebooks: { "a.ipynb": cells } });
  await symlink("/etc/passwd", join(folder.directory, "data.csv"));
  const { diagnostics, files } = await show(folder, { notebook: "a.ipynb", format: "cwl" });
  expect(diagnostics).toMatchObject([{ code: "CW3901", severity: "warning" }]);
  expect(files.filter(({ path }) => path.startsWith("data/"))).toEqual([]);
});

test("files that are too large together are refused, one that is too large is not shown", async () => {
  const folder = await serveFolder({
    notebooks: { "a.ipynb": cells, "data.csv": `${"a,1\n".repeat(200_000)}` },
    options: { limits: { body: 700_000 } },
  });
  const { files } = await show(folder, { notebook: "a.ipynb", format: "cwl" });
  expect(files.find(({ path }) => path.startsWith("data/"))).toMatchObject({ size: 800_000, tooLarge: true });
  const packed = await post(folder, "/api/exports/zip", { notebook: "a.ipynb", format: "cwl" });
  expect([packed.statusCode, packed.json().code]).toEqual([413, "CW7012"]);
});

test("the format's own tool looks at the files where it is installed", async () => {
  const folder = await served();
  const path = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  const tools = mkdtempSync(join(tmpdir(), "cellweave-tools-"));
  onTestFinished(() => rmSync(tools, { recursive: true, force: true }));
  const check = async () => (await post(folder, "/api/exports/check", { notebook, format: "cwl" })).json<ToolVerdict>();
  process.env.PATH = tools;
  expect(await check()).toEqual({ verdict: "absent", program: "cwltool", install: "pip install cwltool" });
  const script = (end: number) =>
    writeFile(
      join(tools, "cwltool"),
      `#!/bin/sh\necho "$@"; [ -f "$2" ] && [ -f runner.pyz ] && exit ${end}; exit 9\n`,
      {
        mode: 0o755,
      },
    );
  await script(0);
  expect(await check()).toEqual({ verdict: "accepted", output: "--validate workflow.cwl" });
  await script(1);
  expect(await check()).toMatchObject({ verdict: "refused" });
  const python = "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'nbformat'\" >&2; exit 1\n";
  await writeFile(join(tools, "python3"), python, { mode: 0o755 });
  const unread = await post(folder, "/api/exports/check", { notebook, format: "notebook" });
  expect(unread.json()).toEqual({ verdict: "absent", program: "nbformat", install: "pip install nbformat" });
});
