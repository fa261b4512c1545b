import type { SyntaxNode } from "../../../python/parser.ts";
import { namesOf } from "./names.ts";
import { calledName, type Fits, type Place, positional, slice, type Writer } from "./place.ts";
import { callOf, droppedWords, ownLoops, statementBy } from "./written-loop.ts";

const wanted =
  "It has no rounds such as `for _ in range(10):`, in each of which every client trains from one state, and the next state is their mean: `updates = [train_client(state, client) for client in clients]` and `state = {name: sum(u[name] for u in updates) / len(updates) for name in state}`.";

/** Rounds in which clients train from one state, and the next state is the mean of theirs. */
export const writeFedavg: Writer = (place) => {
  let why: string | null = null;
  for (const loop of ownLoops(place)) {
    const found = inRounds(place, loop);
    if (found !== null && typeof found !== "string") return found;
    why ??= found;
  }
  return why ?? wanted;
};

interface Updates {
  readonly name: string;
  readonly call: SyntaxNode;
  readonly client: string;
  readonly clients: SyntaxNode;
}

function inRounds(place: Place, loop: SyntaxNode): Fits | string | null {
  const { text, cw } = place;
  const [turn, range, block, otherwise] = loop.children;
  const [rounds, ...ends] = range === undefined || calledName(range) !== "range" ? [] : (positional(range) ?? []);
  if (turn?.type !== "identifier" || rounds === undefined || ends.length > 0 || otherwise !== undefined) return null;
  const statements = block?.children ?? [];
  const updates = updatesOf(statements);
  if (updates === null) return null;
  const mean = statements.at(-1);
  const state = mean === undefined ? null : meanOf(place, mean, updates.name);
  if (state === null)
    return "Its next state is not the plain mean of what the clients give, which is all that is brought together.";
  if (statements.length !== updates.statements + 1)
    return "Its rounds do more than train every client and take the mean.";
  const given = positional(updates.call) ?? [];
  if (namesOf([updates.clients]).used.has(state)) return `Its clients hang on \`${state}\`.`;
  if (namesOf([updates.call]).used.has(turn.text))
    return `Its clients are given the round \`${turn.text}\`, which \`cw.fedavg\` does not tell them.`;
  const plain = given.length === 2 && given[0]?.text === state && given[1]?.text === updates.client;
  const callee = updates.call.children[0] as SyntaxNode;
  const fn =
    plain && callee.type === "identifier"
      ? callee.text
      : `lambda ${state}, ${updates.client}: ${slice(text, updates.call)}`;
  const dropped = [turn.text, updates.name, ...(updates.leaks ? [updates.client] : [])];
  const after = place.usedAfter(loop.end);
  const lost = dropped.find((name) => after.has(name));
  if (lost !== undefined) return `\`${lost}\` is read after the rounds.`;
  const call = callOf(`${cw.name}.fedavg`, [
    fn,
    slice(text, updates.clients),
    `rounds=${slice(text, rounds)}`,
    `init=${state}`,
  ]);
  const reason = `In each round the clients train at the same time, and only their states are brought together, in their order; the mean is taken in double precision, so it agrees within the precision of floats.${droppedWords(dropped)}`;
  return statementBy(place, loop, `${state} = ${call}`, reason);
}

/** `updates = [f(state, c) for c in clients]`, or an empty list and a loop that appends. */
function updatesOf(
  statements: readonly SyntaxNode[],
): (Updates & { readonly statements: number; readonly leaks: boolean }) | null {
  const [first, second] = statements.map((one) => (one.type === "expression_statement" ? one.children[0] : one));
  const [target, value] = first?.type === "assignment" ? first.children : [];
  if (target?.type !== "identifier" || value === undefined) return null;
  if (value.type === "list_comprehension") {
    const [call, clause, ...more] = value.children;
    const [client, clients] = clause?.children ?? [];
    if (call?.type !== "call" || client?.type !== "identifier" || !clients || more.length > 0) return null;
    return { name: target.text, call, client: client.text, clients, statements: 1, leaks: false };
  }
  const [client, clients, block] = second?.type === "for_statement" ? second.children : [];
  const [only, ...more] = block?.children ?? [];
  const append = only?.type === "expression_statement" ? only.children[0] : undefined;
  const [callee] = append?.type === "call" ? append.children : [];
  const [call] = append?.type === "call" ? (positional(append) ?? []) : [];
  const appends =
    callee?.type === "attribute" && callee.children[0]?.text === target.text && callee.children[1]?.text === "append";
  if (value.type !== "list" || value.children.length > 0 || more.length > 0 || !appends) return null;
  if (call?.type !== "call" || client?.type !== "identifier" || !clients) return null;
  return { name: target.text, call, client: client.text, clients, statements: 2, leaks: true };
}

/** The state of `state = {name: sum(u[name] for u in updates) / len(updates) for name in state}`. */
function meanOf({ text }: Place, statement: SyntaxNode, updates: string): string | null {
  const [inner] = statement.type === "expression_statement" ? statement.children : [];
  const [state, value] = inner?.type === "assignment" ? inner.children : [];
  const [pair, clause, ...more] = value?.type === "dictionary_comprehension" ? value.children : [];
  const [key, mean] = pair?.children ?? [];
  const [name, names] = clause?.children ?? [];
  if (
    state?.type !== "identifier" ||
    !mean ||
    !names ||
    more.length > 0 ||
    key?.text !== name?.text ||
    name === undefined
  )
    return null;
  const over = slice(text, names).replaceAll(/\s|\.keys\(\)/g, "");
  if (over !== state.text && over !== `${updates}[0]`) return null;
  const said = slice(text, mean).replaceAll(/\s+/g, " ");
  const one = `(\\w+)\\[${name.text}\\] for \\1 in ${updates}`;
  const forms = [
    new RegExp(`^sum\\(\\[?${one}\\]?\\) ?/ ?len\\(${updates}\\)$`),
    new RegExp(`^(?:\\w+\\.)?mean\\(\\[${one}\\], ?axis ?= ?0\\)$`),
  ];
  return forms.some((form) => form.test(said)) ? state.text : null;
}
