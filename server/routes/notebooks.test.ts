import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NotebookEdit } from "@cellweave/engine/model/edit";
import type { NotebookFile, SaveReply } from "@cellweave/engine/model/wire";
import { describe, expect, test } from "vitest";
import { notebookText } from "../testing/notebook-text.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";

async function get(served: ServedForTest, url: string) {
  return served.app.inject({ url, headers: served.headers });
}

async function open(served: ServedForTest, path: string): Promise<NotebookFile> {
  return (await get(served, `/api/notebooks/${path}`)).json();
}

async function save(served: ServedForTest, path: string, version: string, ...edits: readonly NotebookEdit[]) {
  const { app, headers } = served;
  const reply = await app.inject({
    method: "PATCH",
    url: `/api/notebooks/${path}`,
    headers,
    payload: { version, edits },
  });
  return { status: reply.statusCode, body: reply.json<SaveReply>() };
}

async function create(served: ServedForTest, payload: { path: string; text?: string }) {
  return served.app.inject({ method: "POST", url: "/api/notebooks", headers: served.headers, payload });
}

const edit = (cell: string, was: string, source: string): NotebookEdit => ({ edit: "source", cell, was, source });

describe("listing", () => {
  test("shows notebooks and leaves out what is hidden, installed or led out", async () => {
    const served = await serveFolder({
      notebooks: {
        "b.ipynb": [],
        "a.ipynb": [],
        "sub/deep/c.ipynb": [],
        ".git/d.ipynb": [],
        "node_modules/e.ipynb": [],
        "env/pyvenv.cfg": "",
        "env/f.ipynb": [],
        "notes.txt": "",
      },
    });
    await symlink("/etc", join(served.directory, "etc"));
    await symlink("/etc/passwd", join(served.directory, "passwd.ipynb"));
    const paths = (await get(served, "/api/notebooks")).json<{ path: string }[]>().map(({ path }) => path);
    expect(paths).toEqual(["a.ipynb", "b.ipynb", "sub/deep/c.ipynb"]);
    const tree = await get(served, "/api/tree");
    expect(tree.json()).toMatchObject({ path: "", folders: [{ name: "sub", path: "sub" }] });
  });

  test("remembers what was opened, the last first, while it is there", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": [], "b.ipynb": [], "c.ipynb": [] } });
    for (const path of ["a.ipynb", "b.ipynb", "c.ipynb"]) await open(served, path);
    await rm(join(served.directory, "b.ipynb"));
    const recent = (await get(served, "/api/recent")).json<{ path: string }[]>().map(({ path }) => path);
    expect(recent).toEqual(["c.ipynb", "a.ipynb"]);
  });
});

describe("saving", () => {
  test("writes the edit and nothing else", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 1", "y = 2"] } });
    const { version } = await open(served, "a.ipynb");
    const { status, body } = await save(served, "a.ipynb", version, edit("c1", "y = 2", "y = 3"));
    const text = await readFile(join(served.directory, "a.ipynb"), "utf8");
    expect(text).toBe(notebookText(["x = 1", "y = 3"]));
    expect(status).toBe(200);
    expect(body).toEqual({ saved: true, version: (await open(served, "a.ipynb")).version, text, merged: false });
  });

  test("no edit leaves the file as it is", async () => {
    const odd = '{"nbformat":4,"nbformat_minor":5,   "metadata":{},"cells":[]}';
    const served = await serveFolder({ notebooks: { "a.ipynb": odd } });
    const { version } = await open(served, "a.ipynb");
    expect((await save(served, "a.ipynb", version)).body).toEqual({ saved: true, version, text: odd, merged: false });
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).toBe(odd);
  });

  test("a notebook that was changed outside is merged by cell", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 1", "y = 2"] } });
    const { version } = await open(served, "a.ipynb");
    await writeFile(join(served.directory, "a.ipynb"), notebookText(["x = 10", "y = 2"]));
    const { body } = await save(served, "a.ipynb", version, edit("c1", "y = 2", "y = 3"));
    expect(body).toMatchObject({ saved: true, merged: true, text: notebookText(["x = 10", "y = 3"]) });
  });

  test("a conflict is told with both sides and nothing is written", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 1", "y = 2"] } });
    const { version } = await open(served, "a.ipynb");
    const outside = notebookText(["x = 10", "y = 2"]);
    await writeFile(join(served.directory, "a.ipynb"), outside);
    const mine = edit("c0", "x = 1", "x = 5");
    const { status, body } = await save(served, "a.ipynb", version, edit("c1", "y = 2", "y = 3"), mine);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      saved: false,
      text: outside,
      conflicts: [{ cell: "c0", edit: mine, reason: "changed", mine: "x = 5", theirs: "x = 10", base: "x = 1" }],
    });
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).toBe(outside);
  });

  test("a file that is no longer a notebook is not written", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x = 1"] } });
    const { version } = await open(served, "a.ipynb");
    await writeFile(join(served.directory, "a.ipynb"), "<<<<<<< HEAD\n");
    const { status } = await save(served, "a.ipynb", version, edit("c0", "x = 1", "x = 5"));
    expect(status).toBe(409);
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).toBe("<<<<<<< HEAD\n");
  });

  test("many at once all arrive", async () => {
    const sources = Array.from({ length: 20 }, (_, index) => `x = ${index}`);
    const served = await serveFolder({ notebooks: { "a.ipynb": sources } });
    const { version } = await open(served, "a.ipynb");
    const replies = await Promise.all(
      sources.map((source, index) => save(served, "a.ipynb", version, edit(`c${index}`, source, `${source}0`))),
    );
    expect(replies.map(({ status }) => status)).toEqual(sources.map(() => 200));
    const text = await readFile(join(served.directory, "a.ipynb"), "utf8");
    expect(text).toBe(notebookText(sources.map((source) => `${source}0`)));
  });

  test("every kind of edit passes the schema, and a value left out takes a member away", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x", "y", "z"] } });
    const { version } = await open(served, "a.ipynb");
    const { status } = await save(
      served,
      "a.ipynb",
      version,
      { edit: "kind", cell: "c0", kind: "markdown", was: "code" },
      { edit: "move", cell: "c0", after: "c1" },
      { edit: "delete", cell: "c2", was: "z" },
      { edit: "metadata", key: "tags", value: [1, null, { a: "b" }] },
      { edit: "cell-metadata", cell: "c1", key: "n", value: "1" },
      { edit: "cell-metadata", cell: "c1", key: "n" },
      {
        edit: "outputs",
        cell: "c1",
        executionCount: 3,
        outputs: [{ output_type: "stream", name: "stdout", text: "a\n" }],
      },
      {
        edit: "insert",
        after: null,
        cell: { id: "new", kind: "raw", source: "", metadata: {}, outputs: [], executionCount: null },
      },
    );
    expect(status).toBe(200);
    const { cells, metadata } = JSON.parse(await readFile(join(served.directory, "a.ipynb"), "utf8"));
    expect(metadata).toEqual({ tags: [1, null, { a: "b" }] });
    expect(cells.map((cell: { id: string; cell_type: string }) => [cell.id, cell.cell_type])).toEqual([
      ["new", "raw"],
      ["c1", "code"],
      ["c0", "markdown"],
    ]);
    expect(cells[1]).toMatchObject({ metadata: {}, execution_count: 3, outputs: [{ text: ["a\n"] }] });
  });

  test.each([
    [{ edits: [] }],
    [{ version: 1, edits: [] }],
    [{ version: "x", edits: [{ edit: "explode", cell: "c0" }] }],
    [{ version: "x", edits: [{ edit: "source", cell: "c0", source: 1, was: "" }] }],
    [{ version: "x", edits: [{ edit: "source", cell: "c0", source: "", was: "", more: 1 }] }],
  ])("the form %j is refused", async (payload) => {
    const { app, headers } = await serveFolder({ notebooks: { "a.ipynb": [""] } });
    const reply = await app.inject({ method: "PATCH", url: "/api/notebooks/a.ipynb", headers, payload });
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: "CW7005" });
  });
});

describe("making notebooks", () => {
  test("a taken name gets a number and nothing is overwritten", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["mine"] } });
    const text = notebookText(["dropped"]);
    const paths = [];
    for (let count = 0; count < 3; count++) {
      paths.push((await create(served, { path: "a.ipynb", text })).json<NotebookFile>().path);
    }
    expect(paths).toEqual(["a (2).ipynb", "a (3).ipynb", "a (4).ipynb"]);
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).toBe(notebookText(["mine"]));
    expect(await readFile(join(served.directory, "a (3).ipynb"), "utf8")).toBe(text);
  });

  test("a new one holds one empty cell", async () => {
    const served = await serveFolder({ notebooks: { "sub/a.ipynb": [] } });
    const { path, text } = (await create(served, { path: "sub/new.ipynb" })).json<NotebookFile>();
    expect(path).toBe("sub/new.ipynb");
    expect(JSON.parse(text)).toMatchObject({ nbformat: 4, cells: [{ cell_type: "code", source: [] }] });
  });

  test.each([
    ["not JSON", "{", "CW1001"],
    ["not a notebook", "[]", "CW1002"],
    ["nbformat 3", '{"nbformat":3,"worksheets":[]}', "CW1003"],
  ])("what was dropped is %s: one coded error, no file", async (_title, text, code) => {
    const served = await serveFolder();
    const reply = await create(served, { path: "a.ipynb", text });
    expect([reply.statusCode, reply.json().code]).toEqual([422, code]);
    expect((await get(served, "/api/notebooks")).json()).toEqual([]);
  });

  test("samples are copied once and opened after that", async () => {
    const installation = await serveFolder({ notebooks: { "examples/plots.ipynb": ["1"] } });
    const served = await serveFolder({ options: { installation: installation.directory } });
    const samples = (await get(served, "/api/samples")).json();
    expect(samples).toEqual([{ name: "plots", title: "plots", description: "", cells: 1 }]);
    const { app, headers } = served;
    for (let count = 0; count < 2; count++) {
      const reply = await app.inject({ method: "POST", url: "/api/samples/plots/open", headers });
      expect(reply.json()).toMatchObject({ path: "plots.ipynb", text: notebookText(["1"]) });
    }
    const none = await app.inject({ method: "POST", url: "/api/samples/none/open", headers });
    expect([none.statusCode, none.json().code]).toEqual([404, "CW7011"]);
  });
});

describe("hostile files", () => {
  test.each([
    ["latin-1", Buffer.from([0x7b, 0xe9, 0x7d]), "CW1004"],
    ["utf-16", Buffer.from("{}", "utf16le"), "CW1004"],
  ])("%s is one coded error", async (_title, bytes, code) => {
    const served = await serveFolder({ notebooks: { "a.ipynb": [] } });
    await writeFile(join(served.directory, "a.ipynb"), bytes);
    if (code === "CW1004" && bytes.length === 4)
      await writeFile(join(served.directory, "a.ipynb"), Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]));
    const reply = await get(served, "/api/notebooks/a.ipynb");
    expect([reply.statusCode, reply.json().code]).toEqual([422, code]);
  });

  test("invalid JSON opens as it is, so that the editor can say what is wrong", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": "{<script>" } });
    const reply = await get(served, "/api/notebooks/a.ipynb");
    expect(reply.json()).toMatchObject({ text: "{<script>" });
    expect(reply.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(reply.headers["x-content-type-options"]).toBe("nosniff");
  });
});
