import type { SaveReply, SaveRequest } from "@cellweave/engine/model/wire";
import { applyEdits } from "@cellweave/engine/phases/1-parse/apply-edits";
import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { expect, test } from "vitest";
import { server } from "../api/server.ts";
import { createAnalysis } from "../document/analysis.ts";
import { editSource } from "../document/commands/edit-source.ts";
import { createDocument, execute, isDirty, openDocument } from "../document/document.ts";
import { createQuestions } from "../document/questions.ts";
import { createRuns } from "../runs/runs.ts";
import { createSession } from "../session/session.ts";
import type { ToastMessage } from "../ui/toast.tsx";
import type { ActionContext } from "./action.ts";
import { refresh, save } from "./notebook.ts";

const fileOf = (a: string, b: string) =>
  JSON.stringify({ cells: [code("a", a), code("b", b)], metadata: {}, nbformat: 4, nbformat_minor: 5 });
const code = (id: string, source: string) => ({
  cell_type: "code",
  id,
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});

/** The server's own way of saving, on a file in memory that something else may write to. */
function setUp() {
  const disk = { text: fileOf("1", "2"), version: 1 };
  const told: ToastMessage[] = [];
  const requests: SaveRequest[] = [];
  const saveNotebook = async (_path: string, request: SaveRequest): Promise<SaveReply> => {
    requests.push(request);
    const stale = request.version !== String(disk.version);
    const { text, conflicts } = applyEdits(disk.text, request.edits);
    if (conflicts.length > 0 || (stale && requests.length === 1))
      return { saved: false, version: String(disk.version), text: disk.text, conflicts };
    disk.text = text;
    disk.version += 1;
    return { saved: true, version: String(disk.version), text, merged: stale };
  };
  const readNotebook = async (path: string) => ({
    path,
    text: disk.text,
    version: String(disk.version),
    modifiedAt: 0,
    size: disk.text.length,
  });
  const context: ActionContext = {
    documents: createDocument(),
    session: createSession(),
    runs: createRuns(),
    analysis: createAnalysis(),
    questions: createQuestions(),
    server: { ...server, saveNotebook, readNotebook },
    newId: () => "new",
    tell: (message) => told.push(message),
  };
  const { text } = disk;
  openDocument(context.documents, { path: "a.ipynb", text, version: "1", ...parseNotebook(text) });
  const type = (cell: string, source: string) => execute(context.documents, editSource, { cell, source });
  const outside = (text: string) => {
    disk.text = text;
    disk.version += 1;
  };
  const onDisk = () => parseNotebook(disk.text).flow.cells.map((cell) => cell.source);
  return { context, disk, told, requests, type, outside, onDisk };
}

test("a save writes what changed and nothing when nothing did", async () => {
  const { context, requests, type, onDisk } = setUp();
  expect(await save(context)).toBe(true);
  expect(requests).toEqual([]);
  type("a", "10");
  expect(await save(context)).toBe(true);
  expect(requests[0]?.edits).toEqual([{ edit: "source", cell: "a", source: "10", was: "1" }]);
  expect(onDisk()).toEqual(["10", "2"]);
  expect(isDirty(context.documents.getState())).toBe(false);
});

test("a save that comes too late, but fits, is sent again on top of the file", async () => {
  const { context, requests, type, outside, onDisk } = setUp();
  type("a", "10");
  outside(fileOf("1", "20"));
  expect(await save(context)).toBe(true);
  expect(requests).toHaveLength(2);
  expect(onDisk()).toEqual(["10", "20"]);
  expect(context.documents.getState().content.cells.b?.source).toBe("20");
});

test("a save onto the same cell changed outside writes nothing and asks", async () => {
  const { context, told, type, outside, onDisk } = setUp();
  type("a", "10");
  outside(fileOf("11", "2"));
  expect(await save(context)).toBe(false);
  expect(onDisk()).toEqual(["11", "2"]);
  expect(told[0]?.action?.label).toBe("Compare");
  expect(context.documents.getState().quarrel?.conflicts).toHaveLength(1);
  expect(context.documents.getState().content.cells.a?.source).toBe("10");
});

test("a change outside is taken over, and what was typed here stays", async () => {
  const { context, type, outside } = setUp();
  type("a", "10");
  outside(fileOf("1", "20"));
  await refresh(context);
  const { cells } = context.documents.getState().content;
  expect([cells.a?.source, cells.b?.source]).toEqual(["10", "20"]);
  expect(isDirty(context.documents.getState())).toBe(true);
});
