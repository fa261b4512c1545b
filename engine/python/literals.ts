import type { SyntaxNode } from "./parser.ts";

const escapes: { readonly [sequence: string]: string } = {
  "\\n": "\n",
  "\\t": "\t",
  "\\r": "\r",
  "\\\\": "\\",
  "\\'": "'",
  '\\"': '"',
  "\\a": "\x07",
  "\\b": "\b",
  "\\f": "\f",
  "\\v": "\v",
  "\\\n": "",
};
const sequence = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\n|.)/g;

/** What a string literal says; null for bytes, f-strings with expressions, and anything that is not a string. */
export function stringValue(node: SyntaxNode, source: string): string | null {
  if (node.type === "concatenated_string") {
    const parts = node.children.map((part) => stringValue(part, source));
    return parts.includes(null) ? null : parts.join("");
  }
  if (node.type === "parenthesized_expression") return node.children[0] ? stringValue(node.children[0], source) : null;
  if (node.type !== "string") return null;
  const [open] = node.children;
  const close = node.children.at(-1);
  if (open === undefined || close === undefined || /[bB]/.test(open.text)) return null;
  if (node.children.some((part) => part.type === "interpolation")) return null;
  const text = source.slice(open.end, close.start);
  return /[rR]/.test(open.text) ? text : unescaped(text);
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(sequence, (found) => {
    const code = /^\\[xuU]/.test(found)
      ? Number.parseInt(found.slice(2), 16)
      : /^\\[0-7]/.test(found)
        ? Number.parseInt(found.slice(1), 8)
        : null;
    if (code !== null && code <= 0x10ffff) return String.fromCodePoint(code);
    return escapes[found] ?? found;
  });
}
