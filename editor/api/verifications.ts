import type { NotebookVerification, Verification, VerifyRequest } from "@cellweave/engine/model/wire";
import { call } from "./call.ts";

/** Begins to prove that a run of the notebook gives the same as all cells in order. Events tell how it goes. */
export function startVerification(request: VerifyRequest): Promise<Verification> {
  return call("POST", "/verifications", request);
}

/** What is being proved about the notebook now, and what the last proof said. */
export function readVerification(notebook: string): Promise<NotebookVerification> {
  return call("GET", `/verifications?notebook=${encodeURIComponent(notebook)}`);
}

export function cancelVerification(id: string): Promise<void> {
  return call("POST", `/verifications/${encodeURIComponent(id)}/cancel`, {});
}
