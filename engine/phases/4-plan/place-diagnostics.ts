import type { Diagnostic } from "../../model/diagnostic.ts";
import { defaultEnvironment } from "../../model/environment.ts";
import { cellNumber, type Flow } from "../../model/flow.ts";
import type { PlanCell } from "./plan-cells.ts";

/** Cells whose value another needs in a different environment although it cannot leave its process. */
export function torn(groups: readonly (readonly PlanCell[])[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const cells = groups.flat();
  if (cells.every(({ placeKey }) => placeKey === cells[0]?.placeKey)) return found;
  const groupOf = new Map(groups.flatMap((group) => group.map((cell) => [cell, group] as const)));
  for (const cell of cells) {
    for (const { from, names } of cell.needs) {
      if (from.placeKey === cell.placeKey || groupOf.get(from) === groupOf.get(cell)) continue;
      const name = names.find((one) => from.stuck.has(one));
      if (name === undefined) continue;
      found.push({
        code: "CW4001",
        severity: "error",
        cell: cell.facts.id,
        message: `\`${name}\` cannot leave the process of cell ${cellNumber(from.facts)}, which is placed on "${from.place.environment}"; this cell is placed on "${cell.place.environment}".`,
        hint: "Place both cells on the same environment, or make the value again in this cell.",
        range: null,
      });
    }
  }
  return found;
}

/** Cells that name an environment which the notebook does not bring. It may still be one of the workspace. */
export function unknownEnvironments(flow: Flow): Diagnostic[] {
  const known = new Set([defaultEnvironment, ...Object.keys(flow.placement.environments)]);
  return flow.cells.flatMap(({ id, kind, placement: { environment } }) =>
    kind !== "code" || environment === undefined || known.has(environment)
      ? []
      : [
          {
            code: "CW4002",
            severity: "info" as const,
            cell: id,
            message: `The environment "${environment}" is not in this notebook.`,
            hint: "It runs where the workspace has an environment of this name. Build one into the notebook to take it along.",
            range: null,
          },
        ],
  );
}
