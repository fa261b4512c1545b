import type { ExportRequest } from "@cellweave/engine/model/wire";
import { toEdits } from "../document/to-edits.ts";
import type { ActionContext } from "./action.ts";
import { tellError } from "./tell-error.ts";

/** What of the open notebook is exported: the file, with the changes that are not saved yet. */
export function exportSubject({ documents }: ActionContext): Pick<ExportRequest, "notebook" | "edits"> {
  const { path, base, content } = documents.getState();
  return { notebook: path ?? "", edits: toEdits(base, content) };
}

/** Has the browser keep the files as a zip of this name. */
export async function downloadExport(context: ActionContext, request: ExportRequest, name: string): Promise<void> {
  try {
    const address = URL.createObjectURL(await context.server.zipExport(request));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    tellError(context, error);
  }
}

export async function copyText({ tell }: ActionContext, text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell({ tone: "ok", title: `${what} was copied.` });
  } catch {
    tell({ tone: "danger", title: `${what} could not be copied.`, hint: "Select it and copy it by hand." });
  }
}
