import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { Flow } from "../../model/flow.ts";
import type { Json } from "../../model/notebook.ts";
import type { Construct } from "../../model/skeleton.ts";
import { pythonLiteral, replaceSpan } from "../../python/edit.ts";
import type { PythonParser, SyntaxNode } from "../../python/parser.ts";
import { spanOf, trimmedEnd } from "./author-text.ts";
import type { SkeletonCall } from "./read-call.ts";
import { recogniseIn } from "./recognise-in.ts";

/**
 * The text of a written construct's cell with an option set to a literal; null takes it out. All else stays byte for
 * byte. null where the flow has no such construct, or where its code does not let the option be written.
 */
export function setOption(
  flow: Flow,
  { cell, range, skeleton }: Construct,
  option: string,
  value: Json,
  parser: PythonParser,
): string | null {
  const found = recogniseIn(flow, cell, parser);
  if (found === null) return null;
  const { source } = found.text;
  const { start, end } = spanOf(found.text, range);
  const call = found.recognised.written.find(
    ({ node, call }) => call.skeleton === skeleton && node.start === start && trimmedEnd(source, node) === end,
  )?.call;
  if (call === undefined) return null;
  const settings: object = skeletonTypes[call.skeleton].settings;
  if (!Object.hasOwn(settings, option)) return null;
  const known = call.options.find(({ name }) => name === option);
  if (known !== undefined) {
    const { start, end } = known.value;
    return value === null
      ? withoutArgument(source, call, known.value)
      : replaceSpan(source, start, end, pythonLiteral(value));
  }
  return value === null ? source : withArgument(source, call, `${option}=${pythonLiteral(value)}`);
}

/** Behind the last argument; where a comma stands there already, or a comment, they stay. */
function withArgument(source: string, { arguments: list }: SkeletonCall, text: string): string | null {
  const last = list.children.at(-1);
  if (last === undefined) return replaceSpan(source, list.start + 1, list.start + 1, text);
  if (list.children.some(({ type }) => type === "dictionary_splat")) return null;
  return replaceSpan(source, last.end, last.end, `, ${text}`);
}

function withoutArgument(source: string, { arguments: list }: SkeletonCall, value: SyntaxNode): string | null {
  const at = list.children.findIndex((child) => child === value || child.children[1] === value);
  const [before, own, after] = [list.children[at - 1], list.children[at], list.children[at + 1]];
  // Without it, what follows would stand for something else.
  if (own === undefined || own === value) return null;
  if (before !== undefined) return replaceSpan(source, before.end, own.end, "");
  return replaceSpan(source, own.start, after?.start ?? own.end, "");
}
