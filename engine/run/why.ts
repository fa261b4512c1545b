import { cellNumber } from "../model/flow.ts";
import { codeHash } from "../python/code-hash.ts";
import type { CellInRun, StepInRun } from "./running.ts";

/** What is not as it was when the step's result was stored. */
export type Change =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "gone" };

/** Effects after which a cell may do something else the next time, in words. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/^time/, "reads the clock"],
  [/^net/, "uses the network"],
  [/^(shell|subprocess)/, "runs another program"],
  [/^env:packages/, "installs packages"],
  [/^sql/, "uses a database"],
  [/^thread/, "starts threads"],
  [/^rng:unseeded/, "draws random numbers that nothing seeds"],
  [/^dynamic/, "runs code that is made while it runs"],
  [/^display:input/, "asks for input"],
  [/^fs:write/, "writes files"],
];

/** Why a step with these effects is never taken from the store; null when it may be. */
export function whyNeverStored(effects: readonly string[]): string | null {
  for (const [pattern, words] of changing) if (effects.some((effect) => pattern.test(effect))) return words;
  return null;
}

export function whyTaken(storedAt: number | undefined): string {
  return storedAt === undefined
    ? "Nothing it reads changed since it last ran."
    : `Nothing it reads changed since ${moment(new Date(storedAt))}.`;
}

export function moment(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Why a cell runs although results are stored. `codeBefore` is the hash of the code it last ran with. */
export function whyRuns(
  cell: CellInRun,
  step: StepInRun,
  change: Change | null,
  codeBefore: (cell: string) => string | undefined,
): string {
  const own = ownReason(cell, codeBefore);
  if (own !== null) return `It ${own}.`;
  const definition = step.prelude.find((one) => codeBefore(one.cell) !== codeHash(one.source));
  if (definition && change === null) return "A definition that it uses changed.";
  const reader = step.cells.find((other) => change?.kind === "input" && looksAt(other, change.name));
  if (change?.kind === "input")
    return !reader || looksAt(cell, change.name)
      ? `\`${change.name}\` changed.`
      : `It runs together with ${numbered(reader)}, which reads \`${change.name}\`, and that changed.`;
  if (change?.kind === "file") return `The file ${change.path} changed.`;
  if (change?.kind === "gone") return "What it left is no longer stored.";
  for (const other of step.cells) {
    const reason = other === cell ? null : ownReason(other, codeBefore);
    if (reason !== null) return `It runs together with ${numbered(other)}, which ${reason}.`;
  }
  return "No result of it is stored for these definitions and this Python.";
}

function ownReason(cell: CellInRun, codeBefore: (cell: string) => string | undefined): string | null {
  const before = codeBefore(cell.id);
  if (cell.cache === "never") return "is told to run every time";
  if (before === undefined) return "never ran before";
  if (before !== cell.codeHash) return "changed";
  return whyNeverStored(cell.facts.effects);
}

function looksAt({ facts }: CellInRun, name: string): boolean {
  return [facts.reads, facts.deferred, facts.mutates, facts.maybeMutates].some((names) => names.includes(name));
}

const numbered = (cell: CellInRun) => `cell ${cellNumber(cell.facts)}`;
