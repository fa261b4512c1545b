import type { PythonParser, SyntaxNode } from "../../python/parser.ts";

/** Python one level deeper. What is inside a text stays as it is, since its spaces belong to it. */
export function indented(source: string, parser: PythonParser): string {
  const inside = new Set<number>();
  linesInTexts(parser.parse(source).root, source, inside);
  return source
    .split("\n")
    .map((line, at) => (inside.has(at) || line.trim() === "" ? line : `    ${line}`))
    .join("\n");
}

function linesInTexts(node: SyntaxNode, source: string, inside: Set<number>): void {
  if (node.type === "string") {
    const first = source.slice(0, node.start).split("\n").length;
    const count = source.slice(node.start, node.end).split("\n").length - 1;
    for (let line = first; line < first + count; line++) inside.add(line);
    return;
  }
  for (const child of node.children) linesInTexts(child, source, inside);
}
