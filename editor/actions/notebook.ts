import { CodedError } from "@cellweave/engine/errors";
import type { ImportRequest, NotebookFile } from "@cellweave/engine/model/wire";
import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { meetDisk } from "../document/conflicts.ts";
import { isDirty, type NotebookOnDisk, openDocument } from "../document/document.ts";
import { toEdits } from "../document/to-edits.ts";
import { firstSession } from "../session/session.ts";
import type { ActionContext } from "./action.ts";
import { loadRuns } from "./load-runs.ts";
import { tellError } from "./tell-error.ts";

/** Opens the notebook; `preview` shows what was found in it before the canvas. */
export async function openNotebook(context: ActionContext, path: string, preview = false): Promise<boolean> {
  try {
    showNotebook(context, await context.server.readNotebook(path), preview);
    return true;
  } catch (error) {
    tellError(context, error);
    return false;
  }
}

/** Copies a sample beside the person's own notebooks and opens the copy. */
export async function openSample(context: ActionContext, name: string): Promise<void> {
  await orTell(context, async () => showNotebook(context, await context.server.openSample(name), true));
}

/** Puts a dropped file into the served folder and opens it. */
export async function importNotebook(context: ActionContext, name: string, text: string): Promise<void> {
  await orTell(context, async () =>
    showNotebook(context, await context.server.createNotebook({ path: name, text }), true),
  );
}

/** Makes a notebook of a pipeline and opens it; what the notebook has not of it is told before the canvas. */
export async function importPipeline(context: ActionContext, request: ImportRequest): Promise<void> {
  await orTell(context, async () => {
    const { notebook, diagnostics } = await context.server.importPipeline(request);
    showNotebook(context, notebook, true);
    context.session.setState({ imported: { from: request.path, diagnostics } });
  });
}

/** Makes an empty notebook in the served folder and opens it. */
export async function newNotebook(context: ActionContext, path = "Untitled.ipynb"): Promise<void> {
  await orTell(context, async () => showNotebook(context, await context.server.createNotebook({ path }), false));
}

/** Writes what changed. True when the file says what the person sees. */
export async function save(context: ActionContext, tries = 2): Promise<boolean> {
  const { documents, server } = context;
  const state = documents.getState();
  if (state.path === null) return false;
  if (state.quarrel) {
    context.session.setState({ dialog: "conflicts" });
    return false;
  }
  if (!isDirty(state)) return true;
  const sent = state.content;
  try {
    const reply = await server.saveNotebook(state.path, {
      version: state.baseVersion,
      edits: toEdits(state.base, sent),
    });
    if (documents.getState().path !== state.path) return true;
    const disk = readDisk(reply.text, reply.version);
    if (!meetDisk(documents, disk, reply.saved ? sent : undefined)) return askToSettle(context);
    if (reply.saved) return true;
    // The edits fit the file as it now is, so they are sent again on top of it; a file that changes all the time is left.
    return tries > 1 ? save(context, tries - 1) : tellRestless(context);
  } catch (error) {
    tellError(context, error);
    return false;
  }
}

/** The file changed outside: takes it over, or says where both sides changed the same. */
export async function refresh(context: ActionContext): Promise<void> {
  const { documents, server } = context;
  const { path } = documents.getState();
  if (path === null) return;
  await orTell(context, async () => {
    const file = await server.readNotebook(path);
    const state = documents.getState();
    if (state.path !== path || state.baseVersion === file.version) return;
    if (!meetDisk(documents, readDisk(file.text, file.version))) askToSettle(context);
  });
}

function showNotebook(context: ActionContext, file: NotebookFile, preview: boolean): void {
  const { documents, session } = context;
  openDocument(documents, { path: file.path, ...readDisk(file.text, file.version) });
  const { selected, hovered, editing, caret, search, dialog, subject, proposal, item, run, imported } = firstSession;
  session.setState({ selected, hovered, editing, caret, search, dialog, subject, proposal, item, run, imported });
  session.setState({ page: preview ? "preview" : "notebook" });
  void loadRuns(context, file.path);
}

/** The text as a notebook. One that cannot be read is an error with the parser's own words. */
function readDisk(text: string, version: string): Omit<NotebookOnDisk, "path"> {
  const { readable, flow, diagnostics } = parseNotebook(text);
  const [first] = diagnostics;
  if (!readable) throw new CodedError("CW1002", first?.message ?? "The file is not a notebook.", first?.hint ?? "");
  return { text, version, flow, diagnostics };
}

function tellRestless({ tell }: ActionContext): false {
  const title = "The notebook was not saved: something else keeps writing to the file.";
  tell({ tone: "danger", title, hint: "Close the other program, or wait until it is done, and save again." });
  return false;
}

function askToSettle({ session, tell }: ActionContext): false {
  tell({
    tone: "danger",
    title: "The notebook changed outside of the editor, in cells that you changed too.",
    hint: "Nothing was written. Choose for each cell which version to keep.",
    action: { label: "Compare", run: () => session.setState({ dialog: "conflicts" }) },
  });
  return false;
}

async function orTell(context: ActionContext, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    tellError(context, error);
  }
}
