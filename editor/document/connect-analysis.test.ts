import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { compile, createParser } from "@cellweave/engine/compile";
import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { expect, test } from "vitest";
import { createAnalysis, neighbours, reach } from "./analysis.ts";
import type { AnalysisReply, AnalysisRequest } from "./analysis-messages.ts";
import { editSource } from "./commands/edit-source.ts";
import { type AnalysisWorker, connectAnalysis } from "./connect-analysis.ts";
import { type DocumentContent, flowOf } from "./content.ts";
import { createDocument, execute, openDocument } from "./document.ts";
import { type AskedQuestion, createQuestions } from "./questions.ts";
import { createReplies } from "./reply-changes.ts";

const require = createRequire(import.meta.url);
const wasm = (name: string) => readFile(require.resolve(name));
const parser = await createParser({
  core: await wasm("web-tree-sitter/web-tree-sitter.wasm"),
  python: await wasm("tree-sitter-python/tree-sitter-python.wasm"),
});

/** The real compiler behind the worker's interface, answering when it is told to. */
function slowWorker() {
  const asked: AnalysisRequest[] = [];
  const questioned: AskedQuestion[] = [];
  let known = new Map<string, DocumentContent["cells"][string]>();
  let replyWith = createReplies();
  const worker: AnalysisWorker = {
    postMessage(request) {
      if ("question" in request) questioned.push(request);
      else asked.push(structuredClone(request));
    },
    onmessage: null,
    onerror: null,
    terminate: () => {},
  };
  const answer = (): AnalysisReply => {
    const request = asked.shift() as AnalysisRequest;
    if (request.fresh) [known, replyWith] = [new Map(), createReplies()];
    for (const cell of request.changed) known.set(cell.id, { ...cell, outputs: [] });
    const cells = Object.fromEntries(known);
    const flow = flowOf({ order: request.order, cells, metadata: request.metadata }, request.like);
    const reply = structuredClone(replyWith(request.serial, compile(flow, { parser })));
    worker.onmessage?.({ data: reply });
    return reply;
  };
  return { worker, asked, questioned, answer };
}

function setUp(sources: readonly string[]) {
  const documents = createDocument();
  const analysis = createAnalysis();
  const slow = slowWorker();
  const started: AnalysisWorker[] = [];
  const questions = createQuestions();
  connectAnalysis(
    documents,
    analysis,
    () => {
      started.push(slow.worker);
      return slow.worker;
    },
    () => 0,
    undefined,
    questions,
  );
  const open = (path: string) => openDocument(documents, { path, ...notebook(sources) });
  open("a.ipynb");
  return { documents, analysis, questions, started, open, ...slow };
}

function notebook(sources: readonly string[]) {
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `c${index}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  return { text, version: "1", ...parseNotebook(text) };
}

const edges = (analysis: ReturnType<typeof createAnalysis>) =>
  analysis.getState().graph.edges.map(({ from, to, variables }) => `${from} ${variables} ${to}`);

test("the graph follows the document, and edits made meanwhile are answered together", () => {
  const { documents, analysis, asked, answer } = setUp(["x = 1", "y = x", "print(y)"]);
  answer();
  expect(analysis.getState().status).toBe("current");
  expect(edges(analysis)).toEqual(["c0 x c1", "c1 y c2"]);
  for (const source of ["z", "z =", "z = 2"]) execute(documents, editSource, { cell: "c0", source });
  expect(analysis.getState().status).toBe("behind");
  expect(asked).toHaveLength(1);
  answer();
  expect(asked).toHaveLength(1);
  expect(asked[0]?.changed.map((cell) => cell.source)).toEqual(["z = 2"]);
  answer();
  expect(edges(analysis)).toEqual(["c1 y c2"]);
  expect(analysis.getState().status).toBe("current");
});

test("what did not change stays the same object, so that nothing is drawn again for it", () => {
  const { documents, analysis, answer } = setUp(["x = 1", "y = x"]);
  answer();
  const before = analysis.getState().graph;
  execute(documents, editSource, { cell: "c0", source: "x = 2" });
  const reply = answer();
  expect(reply).toMatchObject({ edges: null });
  expect(analysis.getState().graph.edges).toBe(before.edges);
  expect(analysis.getState().graph.cells[1]).toBe(before.cells[1]);
});

test("an edit that changes nothing of the graph leaves the whole graph as it is", () => {
  const { documents, analysis, answer } = setUp(["x = 1", "y = x"]);
  answer();
  const { graph, diagnostics } = analysis.getState();
  execute(documents, editSource, { cell: "c1", source: "y = x  # as before" });
  answer();
  expect(analysis.getState().graph).toBe(graph);
  expect(analysis.getState().diagnostics).toBe(diagnostics);
  expect(analysis.getState().plan.steps[0]?.parts.at(-1)?.source).toBe("y = x  # as before");
});

test("another notebook begins from nothing, whatever is still under way", () => {
  const { analysis, asked, answer, open } = setUp(["x = 1", "y = x"]);
  answer();
  open("b.ipynb");
  open("c.ipynb");
  while (asked.length > 0) answer();
  expect(edges(analysis)).toEqual(["c0 x c1"]);
  expect(analysis.getState().status).toBe("current");
});

test("a worker that dies is started once more, then the analysis says that it failed", () => {
  const { documents, analysis, started, worker, answer } = setUp(["x = 1", "y = x"]);
  worker.onerror?.({ message: "out of memory" });
  expect(started).toHaveLength(2);
  answer();
  answer();
  expect(analysis.getState().status).toBe("current");
  worker.onerror?.({ message: "out of memory" });
  worker.onerror?.({ message: "out of memory" });
  expect(analysis.getState().status).toBe("failed");
  expect(analysis.getState().message).toContain("out of memory");
  execute(documents, editSource, { cell: "c0", source: "z = 2" });
  expect(analysis.getState().status).toBe("failed");
});

test("upstream and downstream are found through any number of cells", () => {
  const { analysis, answer } = setUp(["x = 1", "y = x", "print(y)", "q = 1"]);
  answer();
  const { graph } = analysis.getState();
  expect([...reach(graph, ["c2"], "upstream")].sort()).toEqual(["c0", "c1", "c2"]);
  expect([...reach(graph, ["c0"], "downstream")].sort()).toEqual(["c0", "c1", "c2"]);
  expect(neighbours(graph)).toBe(neighbours(graph));
});

test("a question goes to the worker and its answer comes back to who asked", async () => {
  const { questions, questioned, worker } = setUp(["x = 1"]);
  const lines = questions.ask({ ask: "split-lines", cell: "c0" });
  const other = questions.ask({ ask: "split-lines", cell: "c1" });
  const [first, second] = questioned;
  worker.onmessage?.({ data: { answerTo: second?.number ?? 0, failed: "There is no such cell." } });
  worker.onmessage?.({ data: { answerTo: first?.number ?? 0, answer: [2, 5] } });
  await expect(other).rejects.toThrow("There is no such cell.");
  expect(await lines).toEqual([2, 5]);
});

test("what was asked of a worker that died is not answered", async () => {
  const { questions, worker } = setUp(["x = 1"]);
  const lines = questions.ask({ ask: "split-lines", cell: "c0" });
  worker.onerror?.({ message: "out of memory" });
  await expect(lines).rejects.toThrow("out of memory");
});
