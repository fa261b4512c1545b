import type { SkeletonType } from "@cellweave/nodes/define-skeleton";
import type { Json } from "../../../model/notebook.ts";
import type { Gathered, Scatter } from "../../../model/skeleton.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { SkeletonCall } from "../read-call.ts";

/** A call of a skeleton whose literal options have been read. */
export interface ReadSkeleton {
  readonly call: SkeletonCall;
  readonly source: string;
  readonly options: { readonly [name: string]: Json };
  /** The name that the result gets. */
  readonly result: string | null;
}

/** What the compiler knows of a skeleton: its declaration, and what of its call is scattered and gathered. */
export interface Skeleton {
  readonly type: SkeletonType;
  /** null where it is no data parallelism over items that can be named. */
  scatter(read: ReadSkeleton): Scatter | null;
}

/** The author's text of a parameter; of several, with commas between. */
export function textOf({ call, source }: ReadSkeleton, parameter: string): string | null {
  const nodes = call.given[parameter];
  if (nodes === undefined || nodes.length === 0) return null;
  return nodes.map(({ start, end }) => source.slice(start, end)).join(", ");
}

/** A scatter over `items` by `body`, with what the options and the named arguments say. */
export function scatterOf(
  read: ReadSkeleton,
  items: string | null,
  body: string | null,
  more: Partial<Pick<Scatter, "gather" | "reduce" | "broadcast">> = {},
): Scatter | null {
  if (items === null || body === null) return null;
  const { options, call, result } = read;
  const gather: Gathered[] = result === null ? [] : [{ name: result, by: "result" }];
  return {
    items,
    body,
    broadcast: [...new Set(call.broadcast.flatMap(({ value }) => namesIn(value)))],
    gather,
    reduce: null,
    ordered: options.ordered !== false,
    onError: options.on_error === "collect" ? "collect" : "raise",
    seed: typeof options.seed === "number" ? options.seed : null,
    chunk: typeof options.chunk === "number" ? options.chunk : null,
    ...more,
  };
}

function namesIn(node: SyntaxNode): string[] {
  if (node.type === "identifier") return [node.text];
  if (node.type === "attribute") return node.children.slice(0, 1).flatMap(namesIn);
  if (node.type === "keyword_argument") return node.children.slice(1).flatMap(namesIn);
  return node.children.flatMap(namesIn);
}

/** How many values one call of a reduction puts together. */
export function fanInOf({ options }: ReadSkeleton): number {
  return typeof options.fanin === "number" ? options.fanin : 32;
}
