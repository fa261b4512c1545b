import { type CompileContext, type Compiled, splittableLines } from "./compile.ts";
import { compileForExport } from "./compile-for-export.ts";
import { conditionIn, conditionInScript } from "./export/condition.ts";
import { parametersOf } from "./export/parameters.ts";
import { canScatter } from "./export/scatters.ts";
import type { Flow, FlowCell } from "./model/flow.ts";
import type { Part } from "./model/plan.ts";
import type { PythonParser } from "./python/parser.ts";

/**
 * A flow compiled for engines that scatter and leave steps out: each skeleton that one of them can run is a step of its
 * own, and each cell that runs only where a parameter says so. Pure.
 */
export function compileWithScatters(flow: Flow, context: CompileContext): Compiled {
  const whole = compileForExport(flow, context);
  const draws = new Set(whole.graph.cells.filter(({ effects }) => effects.includes("plt:figures")).map(({ id }) => id));
  const parts = new Map(whole.plan.steps.flatMap(({ parts }) => parts.map((part) => [part.cell, part] as const)));
  const parameters = new Map(parametersOf(flow, context.parser).map((parameter) => [parameter.name, parameter]));
  const isConditional = ({ source }: FlowCell) => {
    const condition = parameters.size > 0 ? conditionIn(source, context.parser) : null;
    const parameter = parameters.get(condition?.name ?? "");
    return condition !== null && parameter !== undefined && conditionInScript(condition, parameter, "") !== null;
  };
  let changed = false;
  const cells = flow.cells.map((cell) => {
    const part = parts.get(cell.id);
    // What its author took apart is left as it is.
    if (part === undefined || (cell.placement.split?.length ?? 0) > 0) return cell;
    if (cell.placement.cache === undefined && isConditional(cell)) {
      changed = true;
      return { ...cell, placement: { ...cell.placement, cache: "never" as const } };
    }
    if (draws.has(cell.id)) return cell;
    const split = linesAround(part, context.parser);
    if (split === null) return cell;
    changed = true;
    // A cell with a wish of its own for the store is not joined with the cells around it.
    return { ...cell, placement: { ...cell.placement, split, cache: "never" as const } };
  });
  return changed ? compileForExport({ ...flow, cells }, context) : whole;
}

/** Where the sub-cells begin that are skeletons, or come after one; null where none can stand alone. */
function linesAround(part: Part, parser: PythonParser): number[] | null {
  const possible = new Set([1, ...splittableLines(part.source, parser)]);
  const starts = part.subCells.map(({ range }) => range.start.line);
  const chosen = part.subCells.flatMap((subCell, at) => {
    const construct = part.constructs.find(({ id }) => id === subCell.construct);
    if (construct === undefined || !canScatter(construct, part)) return [];
    const after = starts[at + 1];
    const first = at === 0 ? 1 : (starts[at] ?? 1);
    const own = [first, ...(after === undefined ? [] : [after])];
    return own.every((line) => possible.has(line)) ? own : [];
  });
  return chosen.length === 0 ? null : [...new Set(chosen)].filter((line) => line > 1).sort((a, b) => a - b);
}
