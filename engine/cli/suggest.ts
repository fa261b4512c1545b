import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { suggest } from "../advise.ts";
import { cellNumber, type Flow } from "../model/flow.ts";
import type { Suggestion } from "../model/skeleton.ts";
import { defaultHome } from "../run/home.ts";
import { readObserved } from "../run/observed-store.ts";
import { observedPath } from "../run/start-run.ts";
import { firstLine, printable } from "./cell-title.ts";
import { type Command, exitCodes } from "./command.ts";
import { duration } from "./duration.ts";
import { lineDiff } from "./line-diff.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";
import { onlyNotebook, readOptions, wholeNumber } from "./usage.ts";

export const command: Command = {
  usage: "suggest IN.ipynb [--parallel N] [--json]",
  summary: "Show what inside the cells could run at the same time, and what stands in the way",
  help: `Reads the notebook without running or changing it, and looks for loops whose iterations do not need each other,
comprehensions whose elements do not, and parts of a cell that do not. For each it tells why running them at the same
time gives the same, what it would gain (once a run has measured the cell), and how it is written by hand.

"Runs so by itself" means that \`cellweave run\` does it without a change: loops, comprehensions and parts that are
proved run apart on their own. A loop that stays in order is shown with the name and the line that make it so, and with
what would help.

What the lines that are written by hand say, in plain Jupyter too (\`pip install cellweave\`):

  for f in cw.each(files, gather={"rows": list}):   a loop that only adds to rows; its iterations may run at once
  cw.map(f, xs)                                     [f(x) for x in xs]
  with cw.fork(): with cw.branch("a"): …            parts that need nothing of each other

  --parallel N   for how many processes the gain is predicted (as many as there are cores)
  --json         the same for programs: { suggestions }, each with its cell, range, reason and rewritten cell

Example:
  cellweave suggest analysis.ipynb

Exit codes: 0 the notebook was read, 2 the file is not a notebook.`,
  async run(parameters, terminal) {
    const options = { parallel: { type: "string" }, json: { type: "boolean" } } as const;
    const { values, positionals } = readOptions(parameters, options);
    const path = resolve(onlyNotebook(positionals));
    const workers = wholeNumber(values.parallel, "parallel", 1) ?? availableParallelism();
    const [{ flow }, parser] = await Promise.all([openNotebook(path), loadParser()]);
    try {
      const observed = await readObserved(observedPath(defaultHome(), path));
      const suggestions = suggest(flow, { parser, observed, workers });
      const text = values.json
        ? `${JSON.stringify({ suggestions }, null, 2)}\n`
        : suggestionsText(flow, suggestions, workers);
      terminal.out(text);
      return exitCodes.succeeded;
    } finally {
      parser.dispose();
    }
  },
};

const what: { readonly [skeleton in Suggestion["skeleton"]]?: string } = {
  each: "a loop",
  map: "a comprehension",
  fork: "parts of the cell",
  pipe: "lists made of lists",
};

function suggestionsText(flow: Flow, suggestions: readonly Suggestion[], workers: number): string {
  const possible = suggestions.filter(({ kind }) => kind === "possible");
  const blocked = suggestions.length - possible.length;
  if (suggestions.length === 0) return "No cell holds a loop or parts that are worth running at the same time.\n";
  const cells = new Map(flow.cells.map((cell) => [cell.id, cell]));
  const blocks = suggestions.map((suggestion) => {
    const cell = cells.get(suggestion.cell);
    const { line } = suggestion.range.start;
    const head = firstLine(
      cell?.source
        .split("\n")
        .slice(line - 1)
        .join("\n") ?? "",
    );
    const kind = what[suggestion.skeleton] ?? suggestion.skeleton;
    const title = `Cell ${cellNumber(cell ?? { index: -1 })}, line ${line}, ${kind}: ${head}`;
    const lines =
      suggestion.kind === "possible"
        ? possibleLines(suggestion, cell?.source ?? "", workers)
        : blockedLines(suggestion);
    return `${[title, ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
  });
  return [...blocks, `${possible.length} can run apart, ${blocked} cannot.\n`].join("\n");
}

function possibleLines(suggestion: Suggestion & { kind: "possible" }, source: string, workers: number): string[] {
  const { reason, gain, automatic, rewritten } = suggestion;
  const diff = lineDiff(source, rewritten);
  const lines = diff.flatMap((stretch, at) => [
    ...(at > 0 ? ["  …"] : []),
    ...stretch.map(({ sign, text }) => `  ${sign} ${printable(text)}`),
  ]);
  return [
    `Can run apart: ${reason}`,
    gainText(gain, workers),
    automatic ? "Runs so by itself with `cellweave run`." : "Does not run so by itself.",
    ...(lines.length === 0 ? [] : ["Written by hand:", ...lines]),
  ];
}

function gainText(gain: (Suggestion & { kind: "possible" })["gain"], workers: number): string {
  if (gain === null) return "Gain: not measured yet; it is known once `cellweave run` has run the cell.";
  const { before, after } = gain;
  if (after > before * 0.95) return `Gain: none to speak of; the cell takes ${duration(before)}.`;
  return `Gain: ${duration(before)} now, about ${duration(after)} with ${workers} processes.`;
}

function blockedLines({ reason, remedy }: Suggestion & { kind: "blocked" }): string[] {
  return [`Stays in order: ${printable(reason)}`, ...(remedy === null ? [] : [`What helps: ${printable(remedy)}`])];
}
