import type { CellId } from "@cellweave/engine/model/flow";
import type { CellFacts, Graph, Observed } from "@cellweave/engine/model/graph";
import { type AnalysisState, type AnalysisStore, noAnalysis } from "./analysis.ts";
import type { AnalysisReply, AnalysisRequest } from "./analysis-messages.ts";
import type { DocumentCell, DocumentContent } from "./content.ts";
import type { DocumentStore } from "./document.ts";
import { withChange } from "./list-change.ts";
import { type AskedQuestion, createQuestions, type GivenAnswer, type Questions } from "./questions.ts";

/** The worker, as far as it is used. */
export interface AnalysisWorker {
  postMessage(request: AnalysisRequest | AskedQuestion): void;
  onmessage: ((event: { readonly data: AnalysisReply | GivenAnswer }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}

const hint = "Editing, saving and running go on without it; open the notebook again to try once more.";

/**
 * Keeps the analysis current with the document from now on; the result stops it. One request is under way at a time,
 * and edits made meanwhile are answered together. A worker that dies is started once more, then the analysis has failed.
 */
export function connectAnalysis(
  documents: DocumentStore,
  analysis: AnalysisStore,
  start: () => AnalysisWorker,
  clock: () => number,
  observed: () => Observed = () => ({}),
  questions: Questions = createQuestions(),
): () => void {
  let serial = 0;
  let restarts = 0;
  let worker = open();
  let sent = new Map<CellId, DocumentCell>();
  let underway: { content: DocumentContent; since: number; fresh: boolean } | null = null;

  function open(): AnalysisWorker {
    const opened = start();
    opened.onmessage = ({ data }) => ("answerTo" in data ? questions.receive(data) : receive(data));
    opened.onerror = ({ message }) => fail(message ?? "The worker stopped.");
    questions.connect((asked) => opened.postMessage(asked));
    return opened;
  }

  function ask(): void {
    const { content, path, like } = documents.getState();
    if (underway || path === null || content === analysis.getState().of) return;
    const fresh = sent.size === 0;
    underway = { content, since: clock(), fresh };
    serial += 1;
    const cells = content.order.flatMap((id) => content.cells[id] ?? []);
    const changed = cells.filter((cell) => !sameForAnalysis(sent.get(cell.id), cell));
    sent = new Map(cells.map((cell) => [cell.id, cell]));
    worker.postMessage({
      serial,
      fresh,
      order: content.order,
      changed: changed.map(({ outputs: _, attachments: __, ...rest }) => rest),
      metadata: content.metadata,
      like,
      observed: observed(),
    });
  }

  function receive(reply: AnalysisReply): void {
    if (!underway || reply.serial !== serial) return;
    const { content, since, fresh } = underway;
    underway = null;
    if ("failed" in reply) {
      fail(reply.failed);
      return;
    }
    restarts = 0;
    const current = documents.getState().content === content;
    analysis.setState((state) => ({
      ...withReply(fresh ? noAnalysis : state, reply),
      status: current ? "current" : "behind",
      message: null,
      of: content,
      took: clock() - since,
    }));
    ask();
  }

  function fail(reason: string): void {
    underway = null;
    worker.terminate();
    sent = new Map();
    restarts += 1;
    analysis.setState({ status: "failed", message: `The graph could not be worked out (${reason}). ${hint}` });
    questions.fail(reason);
    questions.connect(null);
    if (restarts > 1) return;
    worker = open();
    ask();
  }

  const stop = documents.subscribe((state, before) => {
    if (state.path !== before.path) {
      sent = new Map();
      underway = null;
      analysis.setState(noAnalysis);
    }
    if (state.content === before.content || restarts > 1) return;
    if (analysis.getState().status === "current") analysis.setState({ status: "behind" });
    ask();
  });
  ask();
  return () => {
    stop();
    questions.connect(null);
    worker.terminate();
  };
}

/** Outputs do not matter to the analysis, so a run's results are not sent over. */
function sameForAnalysis(was: DocumentCell | undefined, is: DocumentCell): boolean {
  return was === is || (was?.source === is.source && was.kind === is.kind && was.metadata === is.metadata);
}

/** What the reply leaves as it was stays the same object, up to the whole graph. */
function withReply(
  { graph, plan, diagnostics }: AnalysisState,
  reply: Extract<AnalysisReply, { order: unknown }>,
): Pick<AnalysisState, "graph" | "plan" | "diagnostics"> {
  const sameGraph = reply.order === null && reply.facts.length === 0 && reply.edges === null;
  const samePlan = reply.steps === null && reply.transfers === null;
  return {
    graph: sameGraph ? graph : { cells: cellsOf(graph, reply), edges: withChange(graph.edges, reply.edges) },
    plan: samePlan
      ? plan
      : { steps: withChange(plan.steps, reply.steps), transfers: withChange(plan.transfers, reply.transfers) },
    diagnostics: withChange(diagnostics, reply.diagnostics),
  };
}

function cellsOf({ cells }: Graph, { order, facts }: Extract<AnalysisReply, { order: unknown }>): readonly CellFacts[] {
  if (order === null && facts.length === 0) return cells;
  const known = new Map<CellId, CellFacts>([...cells, ...facts].map((cell) => [cell.id, cell]));
  const ids = cells.map((cell) => cell.id);
  return withChange(ids, order).flatMap((id) => known.get(id) ?? []);
}
