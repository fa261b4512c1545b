import type { PythonFound } from "@cellweave/engine/model/environment";
import type { NotebookFile, RecentNotebook, Sample } from "@cellweave/engine/model/wire";
import { call, pathPart } from "./call.ts";

export function listSamples(): Promise<readonly Sample[]> {
  return call("GET", "/samples");
}

/** Copies the sample into the served folder and opens the copy. */
export function openSample(name: string): Promise<NotebookFile> {
  return call("POST", `/samples/${pathPart(name)}/open`, {});
}

export function listRecent(): Promise<readonly RecentNotebook[]> {
  return call("GET", "/recent");
}

/** With a notebook, the list starts with the Python that its kernelspec names. */
export function listPythons(notebook: string | null): Promise<readonly PythonFound[]> {
  return call("GET", notebook === null ? "/pythons" : `/pythons?notebook=${encodeURIComponent(notebook)}`);
}
