import type {
  ImportReply,
  ImportRequest,
  NewNotebook,
  NotebookEntry,
  NotebookFile,
  NotebookFolder,
  SaveReply,
  SaveRequest,
} from "@cellweave/engine/model/wire";
import { ask, call, pathPart, refused } from "./call.ts";

export function listNotebooks(): Promise<readonly NotebookEntry[]> {
  return call("GET", "/notebooks");
}

export function readNotebook(path: string): Promise<NotebookFile> {
  return call("GET", `/notebooks/${pathPart(path)}`);
}

/** Writes the edits. Where the file says something else by now, nothing is written and the conflicts come back. */
export async function saveNotebook(path: string, request: SaveRequest): Promise<SaveReply> {
  const { reply, said } = await ask("PATCH", `/notebooks/${pathPart(path)}`, request);
  const conflicts = reply.status === 409 && typeof said === "object" && said !== null && "saved" in said;
  if (!reply.ok && !conflicts) throw refused(reply, said);
  return said as SaveReply;
}

/** Puts a new file into the served folder; a name that is taken gets a number. */
export function createNotebook(notebook: NewNotebook): Promise<NotebookFile> {
  return call("POST", "/notebooks", notebook);
}

/** What a served folder holds; "" is the served folder itself. */
export function readFolder(path: string): Promise<NotebookFolder> {
  return call("GET", `/tree?path=${encodeURIComponent(path)}`);
}

/** Pipelines of other programs in the served folder. */
export function listPipelines(): Promise<readonly NotebookEntry[]> {
  return call("GET", "/pipelines");
}

/** Makes a notebook of a pipeline; one of that name that is there already stays. */
export function importPipeline(request: ImportRequest): Promise<ImportReply> {
  return call("POST", "/imports", request);
}
