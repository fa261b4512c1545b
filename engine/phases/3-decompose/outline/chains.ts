import type { SyntaxNode } from "../../../python/parser.ts";
import { type AuthorText, lineStart } from "../author-text.ts";
import { isPlainMap } from "../chains.ts";
import type { Written } from "../recognise.ts";
import type { Span } from "../shapes.ts";
import { copy, type Edit, insert, type Piece } from "./assemble.ts";

/** A map whose items are the results of the one before it in a chain. */
interface Link {
  readonly map: Written;
  /** The name that those results get; null where the one call stands in the other. */
  readonly after: string | null;
}

/** A chain of maps: what is to be said before its first one, and all text that it is about. */
export interface ChainEdit {
  readonly edit: Edit;
  readonly span: Span;
}

/**
 * Lines that say before a map which maps its results go through next, so that each item goes through all of them in one
 * process. The author's own lines stay as they are.
 */
export function outlineChains(text: AuthorText, written: readonly Written[]): ChainEdit[] {
  const maps = written.filter(({ call }) => isPlainMap(call) && call.task === null);
  const next = new Map(maps.map((map) => [map, linkAfter(text, map, maps)]));
  const later = new Set([...next.values()].map((link) => link?.map));
  return maps.flatMap((first): ChainEdit[] => {
    if (later.has(first)) return [];
    const links: Link[] = [{ map: first, after: null }];
    for (let link = next.get(first); link; link = next.get(link.map)) links.push(link);
    const known = links.slice(0, knownAhead(links));
    const statement = text.root.children.find((node) => isWithin(first.node, node));
    if (known.length < 2 || statement === undefined || statement.start !== lineStart(text, statement.start)) return [];
    // Another skeleton in the statement could be taken for the first of the chain.
    const others = written.filter(
      ({ node }) => isWithin(node, statement) && !known.some(({ map }) => map.node === node),
    );
    if (others.length > 0) return [];
    const end = Math.max(...known.map(({ map }) => map.node.end), statement.end);
    const told = known.flatMap((link, at) => [at === 0 ? "" : ", ", ...thunk(text, link)]);
    const edit = insert(text, statement.start, "__cellweave__.foretell(", ...told, ")\n");
    return [{ edit, span: { start: statement.start, end } }];
  });
}

/** The map that takes the results: around the call itself, or the one that the next statement begins with. */
function linkAfter(text: AuthorText, map: Written, maps: readonly Written[]): Link | null {
  const place = text.root.children.findIndex((node) => isWithin(map.node, node));
  const statement = text.root.children[place];
  if (statement === undefined || !isSimple(statement, map.node)) return null;
  const around = maps.find(({ call }) => itemsOf(call.given.xs) === map.node);
  if (around !== undefined) return { map: around, after: null };
  const following = text.root.children[place + 1];
  if (map.result === null || map.statement !== statement || following === undefined) return null;
  const taking = maps.find(({ call, node }) => {
    const items = itemsOf(call.given.xs);
    return isWithin(node, following) && items?.type === "identifier" && items.text === map.result;
  });
  return taking !== undefined && isFirstOf(following, taking, maps) ? { map: taking, after: map.result } : null;
}

/** Nothing of a statement runs before the map but what gives the function and the items. */
function isFirstOf(statement: SyntaxNode, map: Written, maps: readonly Written[]): boolean {
  if (map.statement === statement) return true;
  const around = maps.find(({ call }) => itemsOf(call.given.xs) === map.node);
  return around !== undefined && isFirstOf(statement, around, maps);
}

/** How many links tell their function and arguments by names and literals, which are the same a moment earlier. */
function knownAhead(links: readonly Link[]): number {
  const bound = new Set<string>();
  for (const [at, { map, after }] of links.entries()) {
    if (after !== null) bound.add(after);
    const { f = [], xs = [] } = map.call.given;
    const values = map.call.broadcast.map(({ value }) => value);
    const isKnown = (node: SyntaxNode) => literals.has(node.type) || (isName(node) && !bound.has(node.text));
    const [called] = f;
    if (called === undefined || xs.length !== 1) return at;
    if (!(isName(called) && !bound.has(called.text)) && !isPlainLambda(called)) return at;
    if (!values.every(isKnown)) return at;
  }
  return links.length;
}

const literals = new Set(["integer", "float", "true", "false", "none"]);
const isName = (node: SyntaxNode) => node.type === "identifier";

/** A lambda that holds nothing: two of the same text do the same. */
function isPlainLambda(node: SyntaxNode): boolean {
  if (node.type !== "lambda") return false;
  const parameters = node.children.find(({ type }) => type === "lambda_parameters")?.children ?? [];
  return parameters.every(isName) && !holds(node, (inner) => inner.type === "named_expression");
}

/** The maps of a statement run once, in the cell's own names. */
function isSimple(statement: SyntaxNode, call: SyntaxNode): boolean {
  if (statement.type !== "expression_statement") return false;
  return !holds(statement, (node) => ownNames.has(node.type) && isWithin(call, node));
}

const ownNames = new Set(
  "lambda list_comprehension set_comprehension dictionary_comprehension generator_expression".split(" "),
);

function holds(node: SyntaxNode, is: (node: SyntaxNode) => boolean): boolean {
  return is(node) || node.children.some((child) => holds(child, is));
}

function thunk(text: AuthorText, { map, after }: Link): (string | readonly Piece[])[] {
  const [called] = map.call.given.f ?? [];
  const named = map.call.broadcast.flatMap(({ name, value }) => [`"${name}": `, copy(text, value), ", "]);
  const f = called === undefined ? "None" : copy(text, called);
  return ["lambda: ((", f, "), {", ...named, `}, ${after === null ? "None" : JSON.stringify(after)})`];
}

function itemsOf(nodes: readonly SyntaxNode[] | undefined): SyntaxNode | undefined {
  let node = nodes?.[0];
  while (node?.type === "parenthesized_expression") node = node.children[0];
  return node;
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
