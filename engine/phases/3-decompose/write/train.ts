import type { SyntaxNode } from "../../../python/parser.ts";
import { lineStart, trimmedEnd } from "../author-text.ts";
import type { TextEdit } from "../written-edits.ts";
import { cutText } from "./cut-text.ts";
import { freeName } from "./free-name.ts";
import { namesOf, touched } from "./names.ts";
import { calledName, type Fits, type Place, positional, runningNodes, slice, type Writer } from "./place.ts";
import { callOf, droppedWords, functionOf, statementBy } from "./written-loop.ts";

const wanted =
  "It has no training loop such as `for start in range(0, len(X), 32):` with `loss.backward()` and `optimizer.step()`.";

/** A loop of the cell that trains a model of PyTorch batch by batch. */
export const writeTrain: Writer = (place) => {
  let why: string | null = null;
  for (const statement of place.text.root.children) {
    if (statement.type !== "for_statement" || place.isWritten(statement)) continue;
    if (!callsIn(statement, "backward").length || !callsIn(statement, "step").length) continue;
    const found = trained(place, statement);
    if (typeof found !== "string") return found;
    why ??= found;
  }
  const inFunction = place.text.root.children.find(
    (one) => one.type === "function_definition" && hasCall(one, "backward"),
  );
  if (why === null && inFunction !== undefined)
    return `The function \`${inFunction.children[0]?.text ?? ""}\` trains: drop it on a cell that has the loop itself, or let the function take \`ctx\` first and call it by \`cw.train\`.`;
  return why ?? wanted;
};

interface Batches {
  readonly loop: SyntaxNode;
  /** The name that counts the first row of a batch. */
  readonly start: string;
  /** How many rows there are, and in a batch, as they are written. */
  readonly count: string;
  readonly size: string;
}

function trained(place: Place, whole: SyntaxNode): Fits | string {
  const { text, cw } = place;
  const batches = batchesIn(place, whole);
  if (batches === null) {
    const inner = innermost(whole);
    const over = inner === undefined ? "" : slice(text, inner);
    return /^range\(/.test(over)
      ? "Its loop takes all rows at once, and batches are what processes share: loop over `range(0, len(X), 32)`."
      : `\`${over}\` makes its batches itself, and every process must get its share of each: loop over \`range(0, len(X), 32)\`.`;
  }
  const used = new Set(place.taken);
  const batch = freeName(used, ["batch", "share"]);
  const edits = editsFor(place, batches, batch);
  if (typeof edits === "string") return edits;
  const model = modelIn(batches.loop, edits.batches);
  if (model === null)
    return "It cannot be told which model is trained: call it with a batch, as in `model(X[start : start + 32])`.";
  const fn = freeName(used, ["train_model", "train_together"]);
  const ctx = freeName(used, ["ctx", "context"]);
  const { bound, used: read } = namesOf([whole]);
  const isValue = (name: string) => {
    const given = place.assigned(name, whole.start);
    return (
      given !== null && given.value.type !== "function_definition" && place.state.before.value(name)?.type !== "module"
    );
  };
  const given = [model, ...[...read].filter((name) => name !== model && isValue(name))];
  const after = place.usedAfter(whole.end);
  const left = [...new Set([...bound, ...touched([whole])])].filter(
    (name) => name !== model && after.has(name) && (bound.has(name) || isValue(name)),
  );
  const unsure = left.find((name) => bound.has(name) && !isValue(name) && !runsSurely(place, whole));
  if (unsure !== undefined) return `\`${unsure}\` is read afterwards, and bound only where its loop has a round.`;
  const dropped = [...bound].filter((name) => name !== model && !left.includes(name));
  const gives = [`${ctx}.unwrap(${model})`, ...left];
  const body = cutText(
    text,
    { start: whole.start, end: trimmedEnd(text.source, whole) },
    "",
    edits.all.map((edit) => (edit.by.includes("ctx.") ? { ...edit, by: edit.by.replaceAll("ctx.", `${ctx}.`) } : edit)),
  );
  const lines = [
    functionOf(fn, [ctx, ...given], `${model} = ${ctx}.wrap(${model})\n${body}`, gives.join(", ")),
    `${[model, ...left].join(", ")} = ${callOf(`${cw.name}.train`, [fn, "nproc=1", ...given.map((name) => `${name}=${name}`)])}`,
  ].join("\n");
  const reason = `With \`nproc=2\` two processes train on their shares of each batch; as it is, one does, which gives the same. With a GPU the model and its batches are on it meanwhile.${droppedWords(dropped)}`;
  return statementBy(place, whole, lines, reason);
}

/** The loop `for start in range(0, rows, size):` that goes back through its loss. */
function batchesIn({ text }: Place, node: SyntaxNode): Batches | null {
  for (const loop of [node, ...runningNodes(node)]) {
    const [start, range] = loop.type === "for_statement" ? loop.children : [];
    const [from, count, size] = range !== undefined && calledName(range) === "range" ? (positional(range) ?? []) : [];
    if (start?.type !== "identifier" || from?.text !== "0" || !count || !size || !hasCall(loop, "backward")) continue;
    return { loop, start: start.text, count: slice(text, count), size: slice(text, size) };
  }
  return null;
}

function innermost(node: SyntaxNode): SyntaxNode | undefined {
  const loops = [node, ...runningNodes(node)].filter((one) => one.type === "for_statement" && hasCall(one, "backward"));
  return loops.at(-1)?.children[1];
}

interface Edits {
  readonly all: readonly TextEdit[];
  /** What stands for a batch: slices, and names of them. */
  readonly batches: (node: SyntaxNode) => boolean;
}

function editsFor({ text }: Place, { loop, start, count, size }: Batches, batch: string): Edits | string {
  const [name, range, block] = loop.children as [SyntaxNode, SyntaxNode, SyntaxNode];
  const all: TextEdit[] = [
    { start: name.start, end: name.end, by: batch },
    { start: range.start, end: range.end, by: `ctx.batches(${count}, ${size})` },
  ];
  const plain = (node: SyntaxNode) => slice(text, node).replaceAll(/\s/g, "");
  const window = [`${start}:${start}+${size}`, `${start}:(${start}+${size})`].map((one) => one.replaceAll(/\s/g, ""));
  const slices = new Set<SyntaxNode>();
  for (const node of runningNodes(block)) {
    if (node.type !== "subscript" || node.children[0]?.type !== "identifier") continue;
    const [owner, index, ...more] = node.children as [SyntaxNode, SyntaxNode];
    if (index === undefined || more.length > 0 || !window.includes(plain(index))) continue;
    slices.add(node);
    all.push({ start: node.start, end: node.end, by: `${owner.text}[${batch}.rows].to(ctx.device)` });
  }
  if (slices.size === 0) return `Its batches are no slices such as \`X[${start} : ${start} + ${size}]\`.`;
  const inside = (node: SyntaxNode): number =>
    slices.has(node)
      ? 0
      : (node.type === "identifier" && node.text === start ? 1 : 0) +
        node.children.reduce((sum, one) => sum + inside(one), 0);
  if (inside(block) > 0) return `\`${start}\` is used for more than to take a batch.`;
  const [backward, ...more] = callsIn(block, "backward");
  const loss = backward?.children[0]?.children[0];
  if (backward === undefined || loss === undefined || more.length > 0 || backward.children[1]?.children.length)
    return "It goes back through more than one loss in a step.";
  const by = `(${slice(text, loss)} * ${batch}.weight)`;
  if (loss.type !== "identifier") return "Give the loss a name: `loss = …`, then `loss.backward()`.";
  all.push({ start: loss.start, end: loss.end, by });
  const names = new Set(
    block.children.flatMap((one) => {
      const [inner] = one.children;
      if (inner?.type !== "assignment") return [];
      const [target, value] = inner.children;
      const pairs =
        target?.type === "pattern_list"
          ? target.children.map((each, at) => [each, value?.children[at]] as const)
          : [[target, value] as const];
      return pairs.flatMap(([each, given]) =>
        each?.type === "identifier" && given !== undefined && slices.has(given) ? [each.text] : [],
      );
    }),
  );
  return { all, batches: (node) => slices.has(node) || (node.type === "identifier" && names.has(node.text)) };
}

/** The name that is called with a batch. */
function modelIn(loop: SyntaxNode, isBatch: (node: SyntaxNode) => boolean): string | null {
  for (const node of runningNodes(loop)) {
    const [callee, list] = node.type === "call" ? node.children : [];
    if (
      callee?.type === "identifier" &&
      list?.children.length === 1 &&
      list.children[0] !== undefined &&
      isBatch(list.children[0])
    )
      return callee.text;
  }
  return null;
}

/** Whether a loop has a round for sure. */
function runsSurely({ text }: Place, loop: SyntaxNode): boolean {
  const [count] =
    loop.children[1] !== undefined && calledName(loop.children[1]) === "range"
      ? (positional(loop.children[1]) ?? [])
      : [];
  return count?.type === "integer" && Number(slice(text, count)) > 0 && lineStart(text, loop.start) === loop.start;
}

function callsIn(node: SyntaxNode, method: string): SyntaxNode[] {
  const own =
    node.type === "call" && node.children[0]?.type === "attribute" && calledName(node) === method ? [node] : [];
  return [...own, ...node.children.flatMap((child) => callsIn(child, method))];
}

function hasCall(node: SyntaxNode, method: string): boolean {
  return callsIn(node, method).length > 0;
}
