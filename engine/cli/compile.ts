import type { Compiled } from "../compile.ts";
import { cellNumber, type FlowCell } from "../model/flow.ts";
import type { Part } from "../model/plan.ts";
import type { Construct } from "../model/skeleton.ts";
import { firstLine, printable } from "./cell-title.ts";
import { type Command, exitCodes } from "./command.ts";
import { compileNotebook } from "./compile-notebook.ts";
import { type DiffLine, lineDiff } from "./line-diff.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { onlyNotebook, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "compile IN.ipynb [--show] [--text] [--json]",
  summary: "Show what of each cell runs at the same time, and the code that does it",
  help: `Reads the notebook without running or changing it. For each cell that holds something parallel it tells what that is:
skeletons that its author wrote (cw.map, cw.each, cw.fork, …) and what was found and proved to be independent.

  --show   how the cell is rewritten, as a diff: what runs instead of the author's text
  --text   the rewritten cell as a whole, with the author's line before each of its lines
  --json   the same for programs: { cells, diagnostics }; each cell with source, compiled ({ source, lines } or null),
           constructs, subCells and wishes

How to read the rewritten text:

  def _cw_body_0(…)                       the body of a loop once more, for one item in a process of its own
  __cellweave__.each(files, _cw_body_0, …)  gives the loop the items that have to run here; the others' results are
                                          brought to the names in order
  __cellweave__.listed(…)                 the same for a comprehension
  __cellweave__.ahead(…), here(1)         begins with later parts of the cell beside the first one; passed() ends them

Whatever is in doubt when it runs (an item fails, or changes something that is shared) runs in the author's own words,
so variables, outputs and errors are those of the cell as it is written.

Examples:
  cellweave compile analysis.ipynb
  cellweave compile analysis.ipynb --show

Exit codes: 0 the notebook was read, 2 the file is not a notebook.`,
  async run(parameters, terminal) {
    const options = { show: { type: "boolean" }, text: { type: "boolean" }, json: { type: "boolean" } } as const;
    const { values, positionals } = readOptions(parameters, options);
    const compiled = await compileNotebook(onlyNotebook(positionals));
    const show = { diff: values.show ?? false, text: values.text ?? false };
    terminal.out(values.json ? `${JSON.stringify(compileJson(compiled), null, 2)}\n` : compileText(compiled, show));
    return exitCodes.succeeded;
  },
};

/** What `cellweave compile --json` prints. */
export function compileJson({ apart, plan, diagnostics }: Compiled) {
  const index = new Map(apart.flow.cells.map((cell) => [cell.id, cell.index]));
  const cells = partsOf(plan).map(({ cell, source, compiled, constructs, subCells, wishes }) => ({
    id: cell,
    index: index.get(cell) ?? null,
    source,
    compiled,
    constructs,
    subCells,
    wishes,
  }));
  return { cells: cells.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)), diagnostics };
}

function partsOf(plan: Compiled["plan"]): Part[] {
  return plan.steps.flatMap(({ parts }) => parts);
}

interface Show {
  readonly diff: boolean;
  readonly text: boolean;
}

function compileText({ flow, apart, plan, diagnostics }: Compiled, show: Show): string {
  const parts = new Map(partsOf(plan).map((part) => [part.cell, part]));
  const blocks = apart.flow.cells.flatMap((cell) => {
    const part = parts.get(cell.id);
    return part === undefined || isPlain(part) ? [] : [cellText(cell, part, show)];
  });
  const problems = diagnostics.filter(({ code }) => code.startsWith("CW3"));
  return [
    blocks.length === 0 ? "No cell holds anything that runs at the same time.\n" : blocks.join("\n"),
    problems.length === 0 ? "" : `\nProblems\n${diagnosticLines(problems, flow)}`,
  ].join("");
}

function isPlain({ compiled, constructs }: Part): boolean {
  return compiled === null && constructs.length === 0;
}

function cellText(cell: FlowCell, part: Part, show: Show): string {
  const wishes = Object.entries(part.wishes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const lines = [
    `Cell ${cellNumber(cell)}: ${firstLine(cell.source)}`,
    ...part.constructs.map((construct) => `  ${constructLine(construct)}`),
    ...(wishes.length === 0 ? [] : [`  asks for ${wishes.join(", ")}`]),
    ...(show.diff ? diffLines(part) : []),
    ...(show.text ? textLines(part) : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function constructLine({ skeleton, origin, range, scatter, branches, lifted }: Construct): string {
  const [first, last] = [range.start.line, range.end.line];
  const place = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  const what = scatter === null ? branches.map(({ name }) => name).join(", ") : `over ${scatter.items}`;
  const gathered = (scatter?.gather ?? []).filter(({ by }) => by !== "last").map(({ name }) => name);
  const result = gathered.length === 0 ? "" : `, gives ${gathered.join(", ")}`;
  const inside = lifted ? "" : ", inside a statement";
  return printable(`${place}: ${skeleton} (${origin}) ${what}${result}${inside}`.replaceAll(/\s+/g, " "));
}

function diffLines({ source, compiled }: Part): string[] {
  if (compiled === null) return [];
  return diffFromTheEnd(source, compiled.source).flatMap((stretch, at) => [
    ...(at > 0 ? ["  …"] : []),
    ...stretch.map(({ sign, text }) => `  ${sign} ${printable(text)}`),
  ]);
}

/** A copy of a loop's body stands before the loop: from the end, it is the loop that stays, and the copy that comes. */
function diffFromTheEnd(before: string, after: string): readonly (readonly DiffLine[])[] {
  const backwards = (text: string) => text.split("\n").reverse().join("\n");
  const stretches = lineDiff(backwards(before), backwards(after));
  return stretches.toReversed().map((stretch) => goingFirst(stretch.toReversed()));
}

/** In each run of lines that change, those that go stand before those that come. */
function goingFirst(lines: readonly DiffLine[]): DiffLine[] {
  const ordered: DiffLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = lines.findIndex(({ sign }, n) => n >= at && sign === " ");
    const run = lines.slice(at, end < 0 ? lines.length : end);
    ordered.push(...run.filter(({ sign }) => sign === "-"), ...run.filter(({ sign }) => sign === "+"));
    if (end >= 0) ordered.push(lines[end] as DiffLine);
    at += run.length + 1;
  }
  return ordered;
}

function textLines({ compiled }: Part): string[] {
  const lines = compiled?.source.replace(/\n$/, "").split("\n") ?? [];
  return lines.map((line, at) => `  ${String(compiled?.lines[at] ?? "").padStart(4)} | ${printable(line)}`);
}
