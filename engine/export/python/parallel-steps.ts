import type { CellFacts } from "../../model/graph.ts";
import type { PythonParser, SyntaxNode } from "../../python/parser.ts";
import { type ExportStep, exportSteps } from "../export-steps.ts";
import type { ExportInput } from "../exporter.ts";
import { parameterCell } from "../parameters.ts";
import { type ScriptCell, scriptCell } from "./script-cell.ts";

/** A step of the script. */
export interface ParallelStep {
  readonly step: ExportStep;
  readonly cells: readonly ParallelCell[];
  /** It runs in a process of its own; others run in the script's. */
  readonly apart: boolean;
  /** Names that the step's cells bind: the script's, not the function's. */
  readonly binds: readonly string[];
  readonly takes: readonly { readonly name: string; readonly from: string }[];
  readonly gives: readonly string[];
}

export interface ParallelCell {
  readonly cell: ExportStep["cells"][number]["cell"];
  readonly script: ScriptCell;
  /** It cannot stand in a function, so it is run from its text. */
  readonly bare: boolean;
}

export interface ParallelSteps {
  /** Imports, functions and classes that depend on nothing else: they stand at the top, in every process. */
  readonly definitions: readonly ParallelCell[];
  readonly defined: readonly string[];
  readonly steps: readonly ParallelStep[];
  readonly results: readonly { readonly name: string; readonly from: string }[];
}

/** The plan's steps as a script runs them, with what can run in other processes told apart from what cannot. */
export function parallelSteps(input: ExportInput): ParallelSteps {
  const { apart, parser } = input;
  const { steps, results } = exportSteps(input);
  const facts = new Map(apart.graph.cells.map((cell) => [cell.id, cell]));
  const setting = parameterCell(apart.flow);
  const hoisted = hoistedCells(apart.graph.cells);
  const written = (cell: ParallelCell["cell"], source: string): ParallelCell => {
    const script = scriptCell(source, parser);
    return {
      cell,
      script,
      bare: !fitsFunction(parser.parse(script.text).root, facts.get(cell.id), parser, script.text),
    };
  };
  const all = steps.map((step): ParallelStep => {
    const own = step.cells.flatMap(({ cell }) => facts.get(cell.id) ?? []);
    const names = own.flatMap((cell) => [...cell.writes, ...cell.maybeWrites, ...cell.deletes]);
    const cells = step.cells
      .filter(({ cell }) => !hoisted.has(cell.id))
      .map(({ cell, source }) => written(cell, source));
    const definedHere = new Set(
      step.cells.flatMap(({ cell }) => (hoisted.has(cell.id) ? boundBy(facts.get(cell.id)) : [])),
    );
    return {
      step,
      cells,
      apart:
        cells.length > 0 &&
        own.every((cell) => canLeave(cell, hoisted)) &&
        !own.every(({ light }) => light) &&
        step.prelude.every(({ cell }) => hoisted.has(cell.id)) &&
        [...step.takes.map(({ name }) => name), ...step.gives].every((name) => !name.startsWith("<")) &&
        // What it changes in place may have another name in the script's process.
        !step.takes.some(({ name }) => step.gives.includes(name)) &&
        cells.every(({ script, cell }) => script.unsaid.length === 0 && cell.id !== setting),
      binds: [...new Set(names)].filter((name) => isName(name) && !definedHere.has(name)),
      takes: step.takes.filter(({ name }) => isName(name)),
      gives: step.gives.filter((name) => isName(name) && !definedHere.has(name)),
    };
  });
  const given = new Map(all.map(({ step, gives }) => [step.id, new Set(gives)]));
  const isGiven = ({ name, from }: { readonly name: string; readonly from: string }) =>
    given.get(from)?.has(name) === true;
  return {
    definitions: steps
      .flatMap(({ cells }) =>
        cells.filter(({ cell }) => hoisted.has(cell.id)).map(({ cell, source }) => written(cell, source)),
      )
      .sort((a, b) => a.cell.index - b.cell.index),
    defined: [...hoisted].flatMap((id) => boundBy(facts.get(id))),
    steps: all.map((step) => ({ ...step, takes: step.takes.filter(isGiven) })),
    results: results.filter(isGiven),
  };
}

const isName = (name: string) => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name);

const boundBy = (cell: CellFacts | undefined) => [...(cell?.writes ?? []), ...(cell?.maybeWrites ?? [])];

/** Cells of definitions whose names nobody else binds and which read nothing but each other's. */
function hoistedCells(cells: readonly CellFacts[]): ReadonlySet<string> {
  const binders = new Map<string, number>();
  for (const cell of cells)
    for (const name of [...boundBy(cell), ...cell.deletes, ...cell.mutates, ...cell.maybeMutates])
      binders.set(name, (binders.get(name) ?? 0) + 1);
  const known = new Set<string>();
  const hoisted = new Set<string>();
  for (const cell of cells) {
    const names = boundBy(cell);
    const fits =
      cell.definitionsOnly &&
      names.every((name) => isName(name) && binders.get(name) === 1) &&
      cell.reads.every((name) => known.has(name)) &&
      cell.effects.every((effect) => effect.startsWith("import"));
    if (!fits) continue;
    hoisted.add(cell.id);
    for (const name of names) known.add(name);
  }
  return hoisted;
}

// What another process can do as well: all else touches what the script's process has.
const elsewhere = /^(?:fs:read|net$|net:|time$|import)/;

function canLeave(cell: CellFacts, hoisted: ReadonlySet<string>): boolean {
  if (hoisted.has(cell.id)) return true;
  return (
    cell.parses &&
    cell.effects.every((effect) => elsewhere.test(effect)) &&
    Object.keys(cell.pinned).length === 0 &&
    cell.deletes.length === 0 &&
    !cell.maybeWrites.includes("*")
  );
}

/** Whether the cell means the same inside a function that declares its names global. */
function fitsFunction(root: SyntaxNode, facts: CellFacts | undefined, parser: PythonParser, text: string): boolean {
  if (facts === undefined || !facts.parses || facts.maybeWrites.includes("*")) return false;
  if (parser.parse(text).problems.length > 0) return false;
  return !holds(root, new Set(["wildcard_import", "future_import_statement", "global_statement"])) && !annotates(root);
}

function holds(node: SyntaxNode, types: ReadonlySet<string>): boolean {
  if (["function_definition", "class_definition", "lambda"].includes(node.type)) return false;
  return types.has(node.type) || node.children.some((child) => holds(child, types));
}

/** `x: int = 3` makes a name local, whatever is declared. */
function annotates(node: SyntaxNode): boolean {
  if (["function_definition", "class_definition", "lambda"].includes(node.type)) return false;
  if (node.type === "assignment" && node.children.some(({ type }) => type === "type")) return true;
  return node.children.some(annotates);
}
