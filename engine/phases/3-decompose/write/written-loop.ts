import type { SyntaxNode } from "../../../python/parser.ts";
import { lineStart, trimmedEnd } from "../author-text.ts";
import type { Span } from "../shapes.ts";
import { applied } from "../written-edits.ts";
import { asBlock } from "./cut-text.ts";
import type { Fits, Place } from "./place.ts";
import type { SplitLoop } from "./split-loop.ts";

/** The loops that are statements of the cell itself and that nobody wrote as a skeleton yet, in text order. */
export function ownLoops(place: Place): readonly SyntaxNode[] {
  const { text } = place;
  return text.root.children.filter(
    (node) => node.type === "for_statement" && !place.isWritten(node) && !text.source.startsWith("async", node.start),
  );
}

/** The names that a loop's target binds, where it binds nothing else; `i, (a, b)` gives i, a and b. */
export function targetNames(target: SyntaxNode | undefined): readonly string[] | null {
  if (target === undefined) return null;
  if (target.type === "identifier") return [target.text];
  if (!/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target.type)) return null;
  const names = target.children.map(targetNames);
  return names.some((one) => one === null) ? null : names.flatMap((one) => one ?? []);
}

/** A statement of the cell with other lines in its place; a comment beside its end stays. */
export function statementBy(place: Place, statement: Span, lines: string, reason: string): Fits {
  const { text, cw } = place;
  const start = lineStart(text, statement.start);
  const above = text.source.slice(0, start).split("\n").at(-2)?.trim() ?? "";
  const apart = lines.startsWith("def ") && above !== "" && !above.startsWith("#") ? "\n" : "";
  const end = trimmedEnd(text.source, statement);
  const newline = text.source.includes("\r\n") ? "\r\n" : "\n";
  const written = `${apart}${lines}`;
  const by = newline === "\n" ? written : written.replaceAll(/\r?\n/g, newline);
  return { span: { start, end }, rewritten: applied(text, [{ start, end, by }], cw), reason };
}

/** `def name(parameters):` with a body that leaves what it is to leave. */
export function functionOf(name: string, parameters: readonly string[], body: string, result: string): string {
  return `def ${name}(${parameters.join(", ")}):\n${asBlock(`${body}\nreturn ${result}`)}\n`;
}

/** `for targets in items:` with what stays of a loop; `first` are lines before that. */
export function loopOver(targets: string, items: string, first: readonly string[], rest: string): string {
  const lines = [...first, ...(rest === "" ? [] : [rest])];
  return `for ${targets} in ${items}:\n${asBlock(lines.length === 0 ? "pass" : lines.join("\n"))}`;
}

/** What the loop reads, handed to every item by name; what a skeleton means by that name is left to the function. */
export function handed({ broadcast }: Pick<SplitLoop, "broadcast">, own: ReadonlySet<string>): readonly string[] {
  return broadcast.length > 6 ? [] : broadcast.filter((name) => !own.has(name));
}

/** `name(argument, …)`, on lines of their own where it would be too long for one. */
export function callOf(name: string, given: readonly string[]): string {
  const line = `${name}(${given.join(", ")})`;
  if (line.length <= 96 && !line.includes("\n")) return line;
  return `${name}(\n${asBlock(given.map((one) => `${one},`).join("\n"))}\n)`;
}

/** Says which names are no longer there. */
export function droppedWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const listed = names.map((name) => `\`${name}\``).join(", ");
  return ` ${listed} ${names.length === 1 ? "is" : "are"} not kept, as nothing reads ${names.length === 1 ? "it" : "them"}.`;
}
