import type { AnalysisStore } from "./analysis.ts";
import { type AnalysisWorker, connectAnalysis } from "./connect-analysis.ts";
import type { DocumentStore } from "./document.ts";

/** Analyses the document in a worker of the browser, so that typing never waits for it; the result stops it. */
export function startAnalysis(documents: DocumentStore, analysis: AnalysisStore): () => void {
  return connectAnalysis(documents, analysis, startWorker, () => performance.now());
}

function startWorker(): AnalysisWorker {
  const url = new URL("./analysis-worker.ts", import.meta.url);
  return new Worker(url, { type: "module", name: "analysis" }) as unknown as AnalysisWorker;
}
