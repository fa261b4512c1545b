import type { SyntaxNode } from "../../../python/parser.ts";
import type { Span } from "../shapes.ts";
import { eagerFunctions, eagerMethods, lazyFunctions, lookingNames } from "./eager-calls.ts";
import type { Problem } from "./problem.ts";

interface Around {
  readonly source: string;
  readonly magics: readonly Span[];
}

/** What would mean something else if the text ran as items of their own, in the order of the text. */
export function refusedSyntax(nodes: readonly SyntaxNode[], around: Around, loop: boolean): Problem[] {
  const problems: Problem[] = [];
  const walk: Visit = { ...around, problems, inLoop: !loop, parents: [] };
  for (const node of nodes) visit(node, walk, !loop);
  return problems;
}

interface Visit extends Around {
  readonly problems: Problem[];
  /** Inside a loop of the text itself, which its own `break` leaves. */
  inLoop: boolean;
  /** What is around the node that is looked at, the innermost last. */
  readonly parents: SyntaxNode[];
}

type Refusal = (
  node: SyntaxNode,
  visit: Visit,
) => string | { readonly reason: string; readonly remedy: string; readonly name?: string } | null;

const refusals: { readonly [type: string]: Refusal } = {
  break_statement: (_node, { inLoop }) =>
    inLoop
      ? null
      : {
          reason: "breaks off, so whether an item runs depends on the items before it",
          remedy: "Leave out the items that are not wanted before the loop.",
        },
  return_statement: () => "returns",
  yield: () => "yields",
  await: () => "waits for other tasks",
  global_statement: () => "declares global names",
  nonlocal_statement: () => "declares names of a function around it",
  wildcard_import: () => "imports names that nobody knows before",
  type_alias_statement: () => "defines a type",
  function_definition: defining,
  class_definition: defining,
  lambda: (_node, { parents }) =>
    usedAtOnce(parents)
      ? null
      : {
          reason: "makes a function that may live on, with the names as they are at the end",
          remedy: "Define the function above, and give it what it needs as arguments.",
        },
  generator_expression: (_node, { parents }) =>
    usedAtOnce(parents)
      ? null
      : { reason: "makes a generator, which cannot leave the process", remedy: "Write a list, with square brackets." },
  for_statement: asynchronous,
  with_statement: asynchronous,
  identifier: (node, { parents }) =>
    lookingNames.has(node.text) && isCalled(node, parents)
      ? `calls \`${node.text}\`, which depends on where it stands`
      : null,
};

function defining(node: SyntaxNode) {
  const name = node.children[0]?.text ?? "";
  const what = node.type === "class_definition" ? "class" : "function";
  return {
    reason: `defines \`${name}\`, which would be another ${what} in every item`,
    remedy: `Define \`${name}\` above.`,
    name,
  };
}

function asynchronous(node: SyntaxNode, { source }: Visit): string | null {
  return source.startsWith("async", node.start) ? "waits for other tasks" : null;
}

const loops = new Set(["for_statement", "while_statement"]);
const ownNames = new Set(["function_definition", "lambda", "class_definition"]);

function visit(node: SyntaxNode, walk: Visit, inLoop: boolean): void {
  walk.inLoop = inLoop;
  const magic = walk.magics.some(({ start, end }) => node.start < end && start < node.end && node.start >= start);
  const refused = magic ? "uses IPython's own syntax" : (refusals[node.type]?.(node, walk) ?? null);
  if (refused !== null) {
    const {
      reason,
      remedy = null,
      name = null,
    } = typeof refused === "string"
      ? { reason: refused }
      : (refused as { reason: string; remedy?: string; name?: string });
    walk.problems.push({ rank: 0, at: node.start, name, says: reason, remedy });
    return;
  }
  if (node.children.length === 0) return;
  const isLoop = loops.has(node.type);
  // In the body of a function only its own generators and lambdas matter.
  const inside = inLoop || isLoop || ownNames.has(node.type);
  walk.parents.push(node);
  for (const child of node.children) {
    // What follows a loop's `else` is no longer inside it.
    visit(child, walk, isLoop && child.type === "else_clause" ? inLoop : inside);
  }
  walk.parents.pop();
}

function isCalled(node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
  const parent = parents.at(-1);
  return parent?.type === "call" && parent.children[0] === node;
}

const passedOn = new Set(["argument_list", "keyword_argument", "parenthesized_expression"]);

/** Whether a function or generator is an argument of a call that uses it up before it returns. */
function usedAtOnce(parents: readonly SyntaxNode[]): boolean {
  let at = parents.length - 1;
  while (passedOn.has(parents[at]?.type ?? "")) at--;
  const call = parents[at];
  if (call?.type === "for_statement" || call?.type === "for_in_clause") return true;
  if (call?.type !== "call") return false;
  const [callee] = call.children;
  const name = callee?.type === "attribute" ? callee.children[1]?.text : callee?.text;
  if (name === undefined) return false;
  if (callee?.type === "identifier" && lazyFunctions.has(name)) return usedAtOnce(parents.slice(0, at));
  return eagerFunctions.has(name) || (callee?.type === "attribute" && eagerMethods.has(name));
}
