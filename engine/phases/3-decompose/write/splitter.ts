import type { SyntaxNode } from "../../../python/parser.ts";
import { calledName, type Place } from "./place.ts";

/** What `KFold(5, shuffle=True, random_state=0)` asks for, in the words of `cw.kfold`. */
export interface Splitter {
  readonly kind: "plain" | "stratified" | "grouped";
  /** As it is written. */
  readonly k: string;
  readonly seed: string | null;
}

const kinds: { readonly [name: string]: Splitter["kind"] } = {
  KFold: "plain",
  StratifiedKFold: "stratified",
  GroupKFold: "grouped",
};

/** Reads a splitter of scikit-learn, also through the name that it was given; a string says why it is none of `cw.kfold`. */
export function splitterOf(place: Place, node: SyntaxNode, before: number): Splitter | string {
  if (node.type === "identifier") {
    const given = place.assigned(node.text, before);
    if (given === null) return `It cannot be told how \`${node.text}\` splits the rows.`;
    return read(given.value, given.source);
  }
  return read(node, place.text.source);
}

function read(node: SyntaxNode, source: string): Splitter | string {
  const name = calledName(node) ?? "";
  const kind = kinds[name];
  if (kind === undefined)
    return `\`${name || source.slice(node.start, node.end)}\` does not split as \`cw.kfold\` does, which is as KFold, StratifiedKFold and GroupKFold do.`;
  const list = node.children[1]?.children ?? [];
  const named = new Map(
    list.flatMap((one): [string, SyntaxNode][] =>
      one.type === "keyword_argument" && one.children[1] ? [[one.children[0]?.text ?? "", one.children[1]]] : [],
    ),
  );
  const text = (one: SyntaxNode | undefined) => (one === undefined ? null : source.slice(one.start, one.end));
  const [first, ...more] = list.filter(({ type }) => type !== "keyword_argument");
  if (more.length > 0 || list.some(({ type }) => type.endsWith("_splat")))
    return `What \`${name}\` is given cannot be told.`;
  const shuffle = named.get("shuffle")?.type === "true";
  const seed = text(named.get("random_state"));
  if (shuffle && (seed === null || seed === "None"))
    return `\`${name}\` shuffles anew each time: give it a \`random_state\`, which becomes the seed.`;
  return { kind, k: text(named.get("n_splits") ?? first) ?? "5", seed: shuffle ? seed : null };
}

/** The options of `cw.kfold` behind X and y. */
export function foldOptions({ kind, k, seed }: Splitter, groups: string | null): string[] {
  return [
    `k=${k}`,
    ...(kind === "stratified" ? ["stratify=True"] : []),
    ...(kind === "grouped" && groups !== null ? [`groups=${groups}`] : []),
    ...(seed === null ? [] : [`seed=${seed}`]),
  ];
}

/** `splitter` and what it splits, of `splitter.split(X, y)`. */
export function splitCall(node: SyntaxNode): {
  readonly splitter: SyntaxNode;
  readonly X: SyntaxNode;
  readonly y: SyntaxNode | null;
  readonly groups: SyntaxNode | null;
} | null {
  const callee = node.type === "call" ? node.children[0] : undefined;
  const [splitter, method] = callee?.type === "attribute" ? callee.children : [];
  const list = node.children[1];
  if (splitter === undefined || method?.text !== "split" || list?.type !== "argument_list") return null;
  const plain = list.children.filter(({ type }) => type !== "keyword_argument");
  if (plain.some(({ type }) => type.endsWith("_splat")) || plain.length > 3) return null;
  const named = (name: string) =>
    list.children.find((one) => one.type === "keyword_argument" && one.children[0]?.text === name)?.children[1];
  const [X, y = named("y"), groups = named("groups")] = plain;
  return X === undefined ? null : { splitter, X, y: y ?? null, groups: groups ?? null };
}
