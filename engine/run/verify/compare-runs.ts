import type { CellId, Flow } from "../../model/flow.ts";
import type { Difference } from "../../model/verdict.ts";
import type { Ended } from "./run-once.ts";
import { outputDifference } from "./same-outputs.ts";
import { compareVariables } from "./same-variables.ts";

export type Found = Omit<Difference, "missingEdge" | "ranBeside">;

/** Under what a difference is found again in another comparison. */
export const placeOf = ({ cell, variable, place }: Found) => `${variable ?? cell} ${place ?? "shows"}`;

/** Everything that two runs showed or left differently, in notebook order. */
export async function compareRuns(
  flow: Flow,
  left: Ended,
  right: Ended,
  settings: { readonly python: string; readonly directory: string; readonly scratch: string },
): Promise<{ readonly found: readonly Found[]; readonly variables: number; readonly notes: readonly string[] }> {
  const order = new Map(flow.cells.map((cell) => [cell.id, cell.index]));
  const { compared, differences, notes } = await compareVariables(left, right, settings);
  const found = flow.cells.flatMap(({ id }) => shownDifference(id, left, right) ?? []);
  for (const { name, place, reason, left: inOrder, right: asFlow } of differences) {
    const cell = (left.variables.get(name) ?? right.variables.get(name))?.cell;
    if (cell === undefined) continue;
    found.push({ cell, variable: name, place, what: `\`${place}\` ${reason}`, inOrder, asFlow });
  }
  found.sort((a, b) => (order.get(a.cell) ?? 0) - (order.get(b.cell) ?? 0));
  return { found, variables: compared, notes };
}

function shownDifference(cell: CellId, left: Ended, right: Ended): Found | null {
  const [mine, theirs] = [left.state.cells[cell], right.state.cells[cell]];
  if (!mine || !theirs) return null;
  if (mine.state !== theirs.state)
    return { cell, variable: null, place: null, what: "it ends otherwise", inOrder: mine.state, asFlow: theirs.state };
  if (mine.executionCount !== theirs.executionCount)
    return {
      ...{ cell, variable: null, place: null, what: "its execution count differs" },
      ...{ inOrder: String(mine.executionCount), asFlow: String(theirs.executionCount) },
    };
  const shown = outputDifference(mine.outputs, theirs.outputs);
  return (
    shown && {
      cell,
      variable: null,
      place: null,
      what: "it shows something else",
      inOrder: shown.left,
      asFlow: shown.right,
    }
  );
}
