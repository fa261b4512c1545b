import type { FlowCell } from "../../model/flow.ts";
import type { PythonParser } from "../../python/parser.ts";
import { hashComment, pythonText } from "../bundle/spelling.ts";
import type { ExportInput } from "../exporter.ts";
import { parameterCell, parametersOf } from "../parameters.ts";
import { indented } from "./indent.ts";
import { machinery, machineryImports } from "./parallel-machinery.ts";
import { type ParallelCell, type ParallelStep, type ParallelSteps, parallelSteps } from "./parallel-steps.ts";
import { docstring, showing, taking } from "./script-pieces.ts";

/** A script whose steps run at the same time where they need nothing of each other, and what of it a script cannot say. */
export function parallelScript(input: ExportInput): {
  readonly text: string;
  readonly unsaid: readonly { readonly cell: FlowCell; readonly what: string }[];
} {
  const parallel = parallelSteps(input);
  const { definitions, steps } = parallel;
  const cells = [...definitions, ...steps.flatMap((step) => step.cells)];
  const parameters = parametersOf(input.apart.flow, input.parser);
  const given = parameters.length > 0 ? taking(parameters) : null;
  const display = cells.some(({ cell }) => /\bdisplay\s*\(/.test(cell.source));
  const modules = new Set([...cells.flatMap(({ script }) => script.imports), ...(given === null ? [] : ["argparse"])]);
  const setting = parameterCell(input.apart.flow);
  const pieces = [
    docstring(input.name, input.flow),
    [...[...modules].sort().map((module) => `import ${module}`), ...machineryImports].join("\n"),
    display || cells.some(({ script }) => script.shows) ? showing(display) : "",
    ...definitions.map(({ script }) => script.text.trim()),
    ...steps.map((step) => functionOf(step, input.parser, setting, given)),
    machinery,
    stepsTable(parallel),
    'if __name__ == "__main__":\n    _run()',
  ];
  return {
    text: `${pieces.filter((piece) => piece !== "").join("\n\n\n")}\n`,
    unsaid: cells.flatMap(({ cell, script }) => script.unsaid.map((what) => ({ cell, what }))),
  };
}

// With `_`, as everything of the script's own, since the notebook's names are names of the script.
const functionName = (id: string) => `_step_${id}`;

function functionOf(
  { step, cells, binds }: ParallelStep,
  parser: PythonParser,
  setting: string | null,
  given: string | null,
): string {
  const bodies = cells.map((cell, at) => {
    const mark = at === 0 ? "" : `    _PRINTED.begin(${cell.cell.index})\n`;
    const body = `${mark}${bodyOf(cell, parser)}`;
    return cell.cell.id === setting && given !== null ? `${body}\n${indented(given, parser)}` : body;
  });
  return [
    ...hashComment(step.description),
    `def ${functionName(step.id)}():`,
    ...(binds.length === 0 || cells.length === 0 ? [] : [`    global ${binds.join(", ")}`]),
    bodies.length === 0 ? "    pass" : bodies.join("\n\n"),
  ].join("\n");
}

function bodyOf({ script, bare }: ParallelCell, parser: PythonParser): string {
  const text = script.text.trim();
  if (bare) return `    exec(${pythonText(text)}, globals())`;
  // A cell of comments only would be no body.
  const isEmpty = parser.parse(text).root.children.length === 0;
  return indented(isEmpty ? `${text}\npass`.trimStart() : text, parser);
}

function stepsTable({ steps, results, defined }: ParallelSteps): string {
  const list = (names: readonly string[]) => `[${names.map(pythonText).join(", ")}]`;
  const pairs = (takes: readonly { readonly name: string; readonly from: string }[]) =>
    `[${takes.map(({ name, from }) => `(${pythonText(name)}, ${pythonText(functionName(from))})`).join(", ")}]`;
  const idOf = new Map(steps.map(({ step }) => [step.step.id, functionName(step.id)]));
  return [
    "# In the notebook's order: (function, place of its first cell, runs apart, steps that go before it, what it takes and from where, what it gives)",
    "_STEPS = [",
    ...steps.map(
      ({ step, cells, apart, takes, gives }) =>
        `    _Step(${functionName(step.id)}, ${cells[0]?.cell.index ?? 0}, ${apart ? "True" : "False"}, ${list(step.step.needs.flatMap((need) => idOf.get(need) ?? []))}, ${pairs(takes)}, ${list(gives)}),`,
    ),
    "]",
    `_RESULTS = ${pairs(results)}`,
    "# What every process has, since it stands at the top.",
    `_DEFINED = ${list(defined)}`,
  ].join("\n");
}
