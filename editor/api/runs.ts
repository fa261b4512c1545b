import type { RunId, RunRequest } from "@cellweave/engine/model/run";
import type { RunDetail, RunSummary } from "@cellweave/engine/model/wire";
import { call } from "./call.ts";

export function startRun(request: RunRequest): Promise<RunSummary> {
  return call("POST", "/runs", request);
}

export function listRuns(notebook: string): Promise<readonly RunSummary[]> {
  return call("GET", `/runs?notebook=${encodeURIComponent(notebook)}`);
}

export function readRun(run: RunId): Promise<RunDetail> {
  return call("GET", `/runs/${encodeURIComponent(run)}`);
}

export function cancelRun(run: RunId): Promise<void> {
  return call("POST", `/runs/${encodeURIComponent(run)}/cancel`, {});
}
