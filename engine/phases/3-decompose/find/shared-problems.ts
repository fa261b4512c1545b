import type { SyntaxNode } from "../../../python/parser.ts";
import type { Observation } from "./observe.ts";
import type { Problem } from "./problem.ts";

const eachIsSure = "If you know that it changes nothing that the items share, ask for it: `for … in cw.each(…):`.";

/** Changes of what was there before, which no item would see of another one. */
export function changeProblems({ changes }: Observation, except: ReadonlySet<string>): Problem[] {
  return changes.flatMap(({ names, at, sure }): Problem[] => {
    if (names.length > 0 && names.every((name) => except.has(name))) return [];
    const name = names.find((one) => !except.has(one)) ?? null;
    const what = name === null ? "something that was made before and is kept by a function" : `\`${name}\``;
    const says = `${sure ? "changes" : "may change"} ${what}, which all items share`;
    return [
      { rank: 2, at: at.start, name, says, remedy: name === null ? null : `Change a copy of \`${name}\` instead.` },
    ];
  });
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
    problems.push({ rank: 3, at: at.start, name, says, remedy: `Let \`${titleOf(by)}\` return the value instead.` });
  }
  return problems;
}

function titleOf(definition: SyntaxNode): string {
  return definition.type === "lambda" ? "a lambda" : (definition.children[0]?.text ?? "a function");
}
