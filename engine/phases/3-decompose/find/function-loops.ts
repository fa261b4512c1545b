import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked } from "../shapes.ts";
import type { CellState } from "./cell-state.ts";
import { isKnownSlow } from "./weight.ts";

/**
 * Loops of functions that a cell defines and that may take long: what they read and change is only known where the
 * function is called, so nothing is proved of them.
 */
export function loopsInFunctions(state: CellState): Blocked[] {
  const found: Blocked[] = [];
  for (const statement of state.cell.parsed.root.children) {
    const definition = statement.type === "decorated_definition" ? statement.children.at(-1) : statement;
    if (definition?.type === "function_definition") look(state, definition, definition.children[0]?.text ?? "", found);
  }
  return found;
}

function look(state: CellState, node: SyntaxNode, name: string, into: Blocked[]): void {
  for (const child of node.children) {
    const body = child.type === "for_statement" ? child.children.find(({ type }) => type === "block") : undefined;
    if (body !== undefined && isKnownSlow(body, state)) into.push(blockedLoop(state, child, name));
    else look(state, child, name, into);
  }
}

function blockedLoop(state: CellState, loop: SyntaxNode, name: string): Blocked {
  const line = state.line(loop.start);
  return {
    shape: "blocked",
    of: "loop",
    span: state.span(loop),
    name,
    line,
    reason: `The loop on line ${line} stands in the function \`${name}\`: what it reads and changes is known only where that is called.`,
    remedy: `Put what one round does into a function of its own, and write \`cw.map\` of it in \`${name}\`.`,
  };
}
