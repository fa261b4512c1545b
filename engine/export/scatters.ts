import type { Diagnostic } from "../model/diagnostic.ts";
import { cellNumber, cellOf, type Flow } from "../model/flow.ts";
import type { Part, Plan, Step } from "../model/plan.ts";
import type { Construct, SkeletonName } from "../model/skeleton.ts";

/** How a step's skeleton is scattered. */
export interface ExportScatter {
  readonly skeleton: SkeletonName;
  /** Lists of items that go in side by side, every one of the first with every one of the second; 1 for all but `product`. */
  readonly axes: number;
}

/** Skeletons whose items are known before the first of them runs. */
const scattered: ReadonlySet<SkeletonName> = new Set<SkeletonName>([
  "map",
  "zip",
  "product",
  "mapreduce",
  "reduce",
  "kfold",
  "sweep",
  "ensemble",
  "each",
]);

/** Whether other programs can run the items of a construct. */
export function canScatter(construct: Construct, part: Part): boolean {
  const { skeleton, origin, lifted, scatter, optionRanges } = construct;
  if (origin !== "written" || !lifted || scatter === null || !scattered.has(skeleton)) return false;
  // A trial that is to end early has to see the others.
  if (skeleton === "sweep" && Object.hasOwn(optionRanges, "stop")) return false;
  return skeleton !== "each" || part.compiled !== null;
}

/** How a step is scattered; null where it runs as one. */
export function scatterOf(step: Step): ExportScatter | null {
  const [part, ...more] = step.parts;
  if (part === undefined || more.length > 0 || part.subCells.length !== 1) return null;
  const construct = part.constructs.find(({ id }) => id === part.subCells[0]?.construct);
  if (construct === undefined || !canScatter(construct, part)) return null;
  return { skeleton: construct.skeleton, axes: axesOf(construct) };
}

/** Says which skeletons run inside of their steps although their items are known. */
export function unscattered(plan: Plan, flow: Flow): Diagnostic[] {
  const numbers = new Map(flow.cells.map((cell) => [cell.id, cellNumber(cell)]));
  return plan.steps
    .filter((step) => scatterOf(step) === null)
    .flatMap(({ parts }) => parts)
    .flatMap(({ cell, constructs }) => {
      const inside = constructs.find(({ origin, skeleton }) => origin === "written" && scattered.has(skeleton));
      if (inside === undefined) return [];
      return [
        {
          code: "CW3943",
          severity: "info" as const,
          cell: cellOf(cell),
          message: `\`${inside.skeleton}\` in cell ${numbers.get(cell) ?? ""} runs inside of its step, one item after the other.`,
          hint: "Where it should be scattered, put it by itself on a line of a cell that draws no figures, outside of loops and conditions.",
          range: inside.range,
        },
      ];
    });
}

const most = 4;

function axesOf({ skeleton, scatter }: Construct): number {
  const inner = /^itertools\.product\((.*)\)$/s.exec(scatter?.items ?? "")?.[1];
  if (skeleton !== "product" || inner === undefined) return 1;
  const count = /(?:^|,)\s*\*/.test(inner) ? 1 : topLevelCommas(inner) + 1;
  return count > most ? 1 : count;
}

/** Commas outside of brackets and of texts. */
function topLevelCommas(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  let depth = 0;
  let count = 0;
  for (const char of bare) {
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 0) count++;
  }
  return count;
}
