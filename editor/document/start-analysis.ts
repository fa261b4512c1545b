import type { AnalysisStore } from "./analysis.ts";
import { type AnalysisWorker, connectAnalysis } from "./connect-analysis.ts";
import type { DocumentStore } from "./document.ts";
import { questions } from "./questions.ts";

/** Analyses the document in a worker of the browser, so that typing never waits for it; the result stops it. */
export function startAnalysis(documents: DocumentStore, analysis: AnalysisStore): () => void {
  return connectAnalysis(documents, analysis, startWorker, () => performance.now(), undefined, questions);
}

function startWorker(): AnalysisWorker {
  // The address must stand inside the call: that is how the bundler finds the worker.
  const worker = new Worker(new URL("./analysis-worker.ts", import.meta.url), { type: "module", name: "analysis" });
  return worker as unknown as AnalysisWorker;
}
