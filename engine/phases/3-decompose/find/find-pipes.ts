import type { SyntaxNode } from "../../../python/parser.ts";
import type { AuthorText } from "../author-text.ts";
import type { ComprehensionShape, Shape, Span } from "../shapes.ts";
import { applied, type PackageName } from "../written-edits.ts";

export interface Pipe {
  readonly span: Span;
  readonly reason: string;
  readonly rewritten: string;
}

/** Comprehensions over comprehensions, whose items could go through both functions without a list in between. */
export function findPipes(text: AuthorText, shapes: readonly Shape[], cw: PackageName): Pipe[] {
  return shapes.flatMap((shape) => {
    if (shape.shape !== "comprehension" || shape.kind !== "list") return [];
    const stages = stagesOf(text, shape.whole);
    if (stages === null || stages.names.length < 2) return [];
    const by = `${cw.name}.pipe(${[...stages.names, stages.items].join(", ")})`;
    const named = stages.names.map((name) => `\`${name}\``);
    const reason = `Each item can go through ${named.join(", then ")} by itself, and no list has to be kept in between.`;
    return [{ span: shape.whole, reason, rewritten: applied(text, [{ ...shape.whole, by }], cw) }];
  });
}

interface Stages {
  readonly names: readonly string[];
  readonly items: string;
}

/** `[g(y) for y in [f(x) for x in xs]]` goes through f, then g. */
function stagesOf(text: AuthorText, { start, end }: ComprehensionShape["whole"]): Stages | null {
  const node = nodeAt(text.root, start, end);
  if (node === null || node.type !== "list_comprehension" || node.children.length !== 2) return null;
  const [element, clause] = node.children as [SyntaxNode, SyntaxNode];
  const [target, iterable] = clause.children as [SyntaxNode, SyntaxNode];
  const [callee, list] = element.type === "call" ? element.children : [];
  const [argument, ...more] = list?.type === "argument_list" ? list.children : [];
  if (callee === undefined || argument?.type !== "identifier" || argument.text !== target.text || more.length > 0)
    return null;
  if (callee.type !== "identifier") return null;
  const inner = stagesOf(text, iterable);
  if (inner !== null) return { names: [...inner.names, callee.text], items: inner.items };
  return { names: [callee.text], items: text.source.slice(iterable.start, iterable.end) };
}

function nodeAt(root: SyntaxNode, start: number, end: number): SyntaxNode | null {
  if (root.start === start && root.end === end && root.type !== "module" && root.type !== "expression_statement")
    return root;
  for (const child of root.children) {
    if (child.start > start || child.end < end) continue;
    const found = nodeAt(child, start, end);
    if (found !== null) return found;
  }
  return null;
}
