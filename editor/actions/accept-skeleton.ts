import type { CellId } from "@cellweave/engine/model/flow";
import type { Json } from "@cellweave/engine/model/notebook";
import type { SkeletonName } from "@cellweave/engine/model/skeleton";
import { addCell } from "../document/commands/add-cell.ts";
import { rewriteCell } from "../document/commands/rewrite-cell.ts";
import { setOption } from "../document/commands/set-option.ts";
import { execute } from "../document/document.ts";
import { closeDialog, reveal, select } from "../session/changes.ts";
import type { ActionContext } from "./action.ts";

/** Writes the skeleton into the cell: one step to undo. */
export function acceptSkeleton({ documents, session }: ActionContext, cell: CellId, source: string): void {
  closeDialog(session);
  execute(documents, rewriteCell, { cell, source });
  select(session, [cell]);
}

/** Adds a cell that shows the skeleton and runs by itself: one step to undo. */
export async function addScaffold(context: ActionContext, skeleton: SkeletonName, after: CellId | null): Promise<void> {
  const { documents, questions, session } = context;
  const source = await questions.ask({ ask: "scaffold", after, skeleton });
  const id = context.newId();
  closeDialog(session);
  execute(documents, addCell, { id, kind: "code", source, after });
  reveal(session, id);
}

/** Writes a literal option of a construct into the code, or takes it out (null). False where the code does not let it. */
export async function writeOption(
  { documents, questions }: ActionContext,
  cell: CellId,
  construct: string,
  option: string,
  value: Json,
): Promise<boolean> {
  const source = await questions.ask({ ask: "set-option", construct, option, value });
  if (source === null) return false;
  execute(documents, setOption, { cell, construct, option, source });
  return true;
}
