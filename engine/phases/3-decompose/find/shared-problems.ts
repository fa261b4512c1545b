import type { SyntaxNode } from "../../../python/parser.ts";
import { ownGenerator } from "./effect-words.ts";
import type { Observation } from "./observe.ts";
import type { Problem } from "./problem.ts";

const eachIsSure = "If you know that it changes nothing that the items share, ask for it: `for … in cw.each(…):`.";

/**
 * Changes of what was there before, which no item would see of another one. `source` are the names that a loop takes its
 * items from.
 */
export function changeProblems(
  { changes, strangers, machine }: Observation,
  source: ReadonlySet<string> | null,
  of: "iterations" | "elements",
): Problem[] {
  const unknown = new Set(strangers.map(({ at }) => at));
  return changes.flatMap(({ names, at, sure }): Problem[] => {
    // What nobody knows is told as such.
    if (!sure && unknown.has(at)) return [];
    const name = names.find((one) => !source?.has(one)) ?? names[0] ?? null;
    const type = name === null ? undefined : machine.before.value(name)?.type;
    return [{ rank: 2, at: at.start, name, ...changeWords(name, sure, source, of, type) }];
  });
}

function changeWords(
  name: string | null,
  sure: boolean,
  source: ReadonlySet<string> | null,
  of: "iterations" | "elements",
  type: string | undefined,
): Pick<Problem, "says" | "sentence" | "remedy"> {
  const changes = sure ? "changes" : "may change";
  if (name === null) return { says: `${changes} something that a function keeps for all its calls`, remedy: null };
  if (source?.has(name))
    return {
      says: `${changes} the items of \`${name}\` in place`,
      remedy: "Change a copy of each item, and gather the copies in a list.",
    };
  if (type === "numpy.random.Generator" || type === "random.Random")
    return { says: `draws from \`${name}\`, which all ${of} share, so the order counts`, remedy: ownGenerator };
  if (of === "elements")
    return {
      says: `${changes} \`${name}\` in place, which all elements share`,
      remedy: "Write a loop, or change a copy.",
    };
  return {
    says: "",
    sentence: (line) =>
      `\`${name}\` is carried from one iteration to the next by line ${line}, which ${changes} it in place.`,
    remedy: `Gather the results in a list, or change a copy of \`${name}\`.`,
  };
}

/** Calls of which nobody knows what they do. */
export function strangerProblems({ strangers }: Observation, declared: boolean): Problem[] {
  if (declared) return [];
  return strangers.map(({ callee, at }) => {
    const what = callee.startsWith("with ")
      ? `\`${callee}\` enters something that nobody knows`
      : `nobody knows what \`${callee}\` does`;
    return {
      rank: 5,
      at: at.start,
      name: /^[\w.]+$/.test(callee) ? callee : null,
      says: "",
      sentence: (line) => `On line ${line} ${what}, so it may change what the items share.`,
      remedy: eachIsSure,
    } satisfies Problem;
  });
}

/** Functions from outside that read or bind names of the module which the text itself binds. */
export function functionProblems({ asked, bound }: Observation, own: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const { name, at, by } of asked) {
    if (by === null || !own.has(name)) continue;
    const says = `calls \`${titleOf(by)}\`, which reads \`${name}\`, and that changes from item to item`;
    problems.push({
      rank: 3,
      at: at.start,
      name,
      says,
      remedy: `Give \`${name}\` to \`${titleOf(by)}\` as an argument.`,
    });
  }
  for (const { name, at, by } of bound) {
    if (by === null) continue;
    const says = `calls \`${titleOf(by)}\`, which sets the global name \`${name}\``;
    problems.push({ rank: 2, at: at.start, name, says, remedy: `Let \`${titleOf(by)}\` return the value instead.` });
  }
  return problems;
}

function titleOf(definition: SyntaxNode): string {
  return definition.type === "lambda" ? "a lambda" : (definition.children[0]?.text ?? "a function");
}
