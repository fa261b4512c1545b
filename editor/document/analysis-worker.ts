/// <reference lib="webworker" />
import { compile, createParser } from "@cellweave/engine/compile";
import pythonWasm from "tree-sitter-python/tree-sitter-python.wasm?url";
import coreWasm from "web-tree-sitter/web-tree-sitter.wasm?url";
import type { AnalysisReply, AnalysisRequest } from "./analysis-messages.ts";
import { type DocumentContent, flowOf } from "./content.ts";
import { createReplies } from "./reply-changes.ts";

type Known = DocumentContent["cells"][string];

const page = self as unknown as DedicatedWorkerGlobalScope;
const parser = createParser({ core: coreWasm, python: pythonWasm });
let known = new Map<string, Known>();
let replyWith = createReplies();

page.onmessage = async ({ data }: MessageEvent<AnalysisRequest>) => {
  page.postMessage(await answer(data).catch((error: unknown) => failed(data, error)));
};

async function answer(request: AnalysisRequest): Promise<AnalysisReply> {
  if (request.fresh) {
    known = new Map();
    replyWith = createReplies();
  }
  for (const cell of request.changed) known.set(cell.id, { ...cell, outputs: [] });
  const cells = Object.fromEntries(
    request.order.flatMap((id) => (known.has(id) ? [[id, known.get(id) as Known]] : [])),
  );
  const flow = flowOf({ order: request.order, cells, metadata: request.metadata }, request.like);
  return replyWith(request.serial, compile(flow, { parser: await parser, observed: request.observed }));
}

function failed({ serial }: AnalysisRequest, error: unknown): AnalysisReply {
  return { serial, failed: error instanceof Error ? error.message : String(error) };
}
