import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { SkeletonName } from "../../model/skeleton.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import type { Meaning } from "./meanings.ts";

export interface Argument {
  readonly name: string;
  readonly value: SyntaxNode;
}

/** A call of a skeleton, with its arguments by what they are for. */
export interface SkeletonCall {
  readonly skeleton: SkeletonName;
  readonly node: SyntaxNode;
  readonly arguments: SyntaxNode;
  /** By the names of the skeleton's parameters; the one with a star has any number. */
  readonly given: { readonly [parameter: string]: readonly SyntaxNode[] };
  readonly options: readonly Argument[];
  /** Named arguments that every item reads. */
  readonly broadcast: readonly Argument[];
  /** Arguments that cannot be told apart before the cell runs: `*args`, `**options`. */
  readonly hidden: readonly SyntaxNode[];
  readonly task: Extract<Meaning, { means: "task" }> | null;
}

/** Reads `cw.map(f, xs, seed=1, X=X)` or, where `task` is given, `f.map(xs, seed=1, X=X)`. */
export function readCall(skeleton: SkeletonName, node: SyntaxNode, task: SkeletonCall["task"]): SkeletonCall | null {
  const [callee, list] = node.children;
  if (callee === undefined || list?.type !== "argument_list") return null;
  const { parameters, settings } = skeletonTypes[skeleton];
  const positional: SyntaxNode[] = task === null || callee.children[0] === undefined ? [] : [callee.children[0]];
  const named: Argument[] = [];
  const hidden: SyntaxNode[] = [];
  for (const child of list.children) {
    if (child.type === "list_splat" || child.type === "dictionary_splat") hidden.push(child);
    else if (child.type !== "keyword_argument") positional.push(child);
    else if (child.children[1] !== undefined)
      named.push({ name: child.children[0]?.text ?? "", value: child.children[1] });
  }
  const isOption = ({ name }: Argument) => Object.hasOwn(settings, name);
  const isParameter = (argument: Argument) => parameters.includes(argument.name) && !isOption(argument);
  const given = inOrder(parameters, positional);
  const placed = Object.entries(given).flatMap(([name, values]) => values.map((value) => ({ name, value })));
  return {
    skeleton,
    node,
    arguments: list,
    given: { ...given, ...byName(named.filter(isParameter)) },
    options: [...placed, ...named].filter(isOption),
    broadcast: named.filter((argument) => !isParameter(argument) && !isOption(argument)),
    hidden,
    task,
  };
}

/** A parameter with a star takes all that those before and after it leave. */
function inOrder(parameters: readonly string[], values: readonly SyntaxNode[]): { [name: string]: SyntaxNode[] } {
  const star = parameters.findIndex((name) => name.startsWith("*"));
  const after = star < 0 ? 0 : parameters.length - star - 1;
  const given: { [name: string]: SyntaxNode[] } = {};
  parameters.forEach((name, at) => {
    const taken =
      star < 0 || at < star
        ? values.slice(at, at + 1)
        : at === star
          ? values.slice(star, Math.max(star, values.length - after))
          : values.slice(values.length - (parameters.length - at)).slice(0, 1);
    if (taken.length > 0) given[name.replace("*", "")] = taken;
  });
  return given;
}

function byName(named: readonly Argument[]): { [name: string]: SyntaxNode[] } {
  return Object.fromEntries(named.map(({ name, value }) => [name, [value]]));
}
