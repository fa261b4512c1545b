import type { CellId, Flow } from "../../../model/flow.ts";
import { readCell } from "../../../python/analysis/read-cell.ts";
import type { PythonParser, SyntaxNode } from "../../../python/parser.ts";
import { scopesOf } from "../../../python/scopes.ts";
import { authorText } from "../author-text.ts";
import { namesOf } from "./names.ts";
import type { Assigned, Place } from "./place.ts";

/** What a writer may ask about the notebook around a cell. */
export function surroundingsOf(
  flow: Flow,
  id: CellId,
  parser: PythonParser,
): Pick<Place, "parser" | "taken" | "usedAfter" | "assigned"> {
  const texts = flow.cells
    .filter(({ kind }) => kind === "code")
    .map((cell) => ({ cell, text: authorText(readCell(parser, cell.source)) }));
  const at = texts.findIndex(({ cell }) => cell.id === id);
  const taken = new Set<string>();
  for (const { text } of texts) for (const name of allNames(text.root)) taken.add(name);
  return {
    parser,
    taken,
    usedAfter: (offset) => {
      const own = texts[at]?.text.root.children.filter(({ start }) => start >= offset) ?? [];
      return namesOf([...own, ...texts.slice(at + 1).flatMap(({ text }) => text.root.children)]).used;
    },
    assigned(name, before) {
      for (let cell = at; cell >= 0; cell--) {
        const text = texts[cell]?.text;
        const statements = text?.root.children.filter(({ end }) => cell < at || end <= before) ?? [];
        const statement = statements.findLast((one) =>
          scopesOf({ ...one, type: "module", children: [one] }).bound.has(name),
        );
        if (statement !== undefined && text !== undefined) return assignedIn(statement, name, text.source);
      }
      return null;
    },
  };
}

/** Every name that is bound or read anywhere, in functions too. */
function allNames(node: SyntaxNode): string[] {
  if (node.type === "identifier") return [node.text];
  const own =
    node.type === "attribute"
      ? node.children.slice(0, 1)
      : node.type === "keyword_argument"
        ? node.children.slice(1)
        : node.children;
  return own.flatMap(allNames);
}

/** Of `name = value`, and of `a, name = value` the value as a whole. */
function assignedIn(statement: SyntaxNode, name: string, source: string): Assigned | null {
  if (statement.type === "function_definition") return { value: statement, source };
  const [inner] = statement.type === "expression_statement" ? statement.children : [];
  const value = inner?.type === "assignment" ? inner.children.at(-1) : undefined;
  if (inner === undefined || value === undefined) return null;
  const [target] = inner.children;
  const names = target === undefined ? [] : target.type === "identifier" ? [target] : target.children;
  return names.some(({ text }) => text === name) ? { value, source } : null;
}
