/// <reference lib="webworker" />
import { type Compiled, compile, createParser, loadStarNames } from "@cellweave/engine/compile";
import pythonWasm from "tree-sitter-python/tree-sitter-python.wasm?url";
import coreWasm from "web-tree-sitter/web-tree-sitter.wasm?url";
import type { AnalysisReply, AnalysisRequest } from "./analysis-messages.ts";
import { type DocumentContent, flowOf } from "./content.ts";
import type { AskedQuestion, GivenAnswer } from "./questions.ts";
import { createReplies } from "./reply-changes.ts";

type Known = DocumentContent["cells"][string];

const page = self as unknown as DedicatedWorkerGlobalScope;
const parser = createParser({ core: coreWasm, python: pythonWasm }, "later");
let known = new Map<string, Known>();
let replyWith = createReplies();
let compiled: Compiled | null = null;

page.onmessage = async ({ data }: MessageEvent<AnalysisRequest | AskedQuestion>) => {
  if ("question" in data) page.postMessage(await answerQuestion(data));
  else page.postMessage(await answer(data).catch((error: unknown) => failed(data, error)));
};

async function answer(request: AnalysisRequest): Promise<AnalysisReply> {
  if (request.fresh) {
    known = new Map();
    replyWith = createReplies();
  }
  // What star imports bind is a large table that few notebooks need.
  if (request.changed.some(({ source }) => /\bimport\s*\*|\bpylab\b/.test(source))) await loadStarNames();
  for (const cell of request.changed) known.set(cell.id, { ...cell, outputs: [] });
  const cells = Object.fromEntries(
    request.order.flatMap((id) => (known.has(id) ? [[id, known.get(id) as Known]] : [])),
  );
  const flow = flowOf({ order: request.order, cells, metadata: request.metadata }, request.like);
  compiled = compile(flow, { parser: await parser, observed: request.observed });
  return replyWith(request.serial, compiled);
}

async function answerQuestion({ number, question }: AskedQuestion): Promise<GivenAnswer> {
  try {
    if (compiled === null) throw new Error("Nothing was analysed yet.");
    // What only answers questions is loaded with the first.
    const { answerTo } = await import("./answer-question.ts");
    return { answerTo: number, answer: answerTo(question, compiled, await parser) };
  } catch (error) {
    return { answerTo: number, failed: messageOf(error) };
  }
}

function failed({ serial }: AnalysisRequest, error: unknown): AnalysisReply {
  return { serial, failed: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
