import type { SyntaxNode } from "../../../python/parser.ts";
import { lineEnd, lineStart, trimmedEnd } from "../author-text.ts";
import { applied, type TextEdit } from "../written-edits.ts";
import { freeName } from "./free-name.ts";
import { calledName, type Fits, type Place, positional, slice, type Writer } from "./place.ts";
import { callOf, droppedWords } from "./written-loop.ts";

const wanted =
  "It does not make a grid from its neighbours, as in `new = old.copy()` and `new[1:-1, 1:-1] = (old[:-2, 1:-1] + old[2:, 1:-1]) / 2`.";

/** A grid that is made from the cells around those of another one: by slices of an array, or by two loops. */
export const writeStencil: Writer = (place) => {
  let why: string | null = null;
  for (const statements of listsOf(place.text.root)) {
    for (const [at, statement] of statements.entries()) {
      if (place.isWritten(statement)) continue;
      const found = bySlices(place, statements[at - 1], statement) ?? byLoops(place, statements[at - 1], statement);
      if (found !== null && typeof found !== "string") return found;
      why ??= found;
    }
  }
  return why ?? wanted;
};

/** The statements of the cell, and of every block in it. */
function listsOf(node: SyntaxNode): (readonly SyntaxNode[])[] {
  const own = node.type === "module" || node.type === "block" ? [node.children] : [];
  return [...own, ...node.children.flatMap(listsOf)];
}

interface Target {
  readonly name: string;
  readonly indices: readonly SyntaxNode[];
  readonly value: SyntaxNode;
}

/** `name[a, b] = value`, and `name[a][b] = value`. */
function targetOf(statement: SyntaxNode): Target | null {
  const [inner] = statement.type === "expression_statement" ? statement.children : [];
  const [target, value, ...more] = inner?.type === "assignment" ? inner.children : [];
  const access = target === undefined ? null : accessOf(target);
  if (access === null || value === undefined || more.length > 0) return null;
  return { ...access, value };
}

function accessOf(
  node: SyntaxNode,
): { readonly name: string; readonly indices: readonly SyntaxNode[]; readonly nested: boolean } | null {
  if (node.type !== "subscript") return null;
  const [owner, ...indices] = node.children;
  if (owner?.type === "identifier") return { name: owner.text, indices, nested: false };
  const outer = owner === undefined ? null : accessOf(owner);
  return outer === null ? null : { name: outer.name, indices: [...outer.indices, ...indices], nested: true };
}

/** The grid that `new = old.copy()` copies. */
function copyOf(statement: SyntaxNode | undefined, name: string): string | null {
  const [inner] = statement?.type === "expression_statement" ? statement.children : [];
  const [target, value] = inner?.type === "assignment" ? inner.children : [];
  if (target?.text !== name || value === undefined) return null;
  const [callee, list] = value.type === "call" ? value.children : [];
  if (callee?.type === "attribute" && callee.children[1]?.text === "copy" && list?.children.length === 0)
    return callee.children[0]?.type === "identifier" ? callee.children[0].text : null;
  const [only, ...more] =
    calledName(value) === "copy" || calledName(value) === "deepcopy" ? (positional(value) ?? []) : [];
  if (only?.type === "identifier" && more.length === 0) return only.text;
  return rowsOf(value);
}

/** `old` of `[row[:] for row in old]`, `[list(row) for row in old]` and `[row.copy() for row in old]`. */
function rowsOf(value: SyntaxNode): string | null {
  const [element, clause] = value.type === "list_comprehension" ? value.children : [];
  const [row, rows] = clause?.children ?? [];
  if (element === undefined || row?.type !== "identifier" || rows?.type !== "identifier") return null;
  const owner =
    element.type === "subscript"
      ? element.children[0]
      : element.type === "call" && element.children[0]?.type === "attribute"
        ? element.children[0].children[0]
        : calledName(element) === "list"
          ? element.children[1]?.children[0]
          : undefined;
  return owner?.text === row.text ? rows.text : null;
}

const promise = "Each cell of the new grid is made from the old one alone, so rows run at the same time";

function bySlices(place: Place, copy: SyntaxNode | undefined, statement: SyntaxNode): Fits | string | null {
  const { text, cw } = place;
  const target = targetOf(statement);
  if (target === null || target.indices.length === 0 || !target.indices.every(({ type }) => type === "slice"))
    return null;
  const radius = target.indices.map((index) => /^(\d+):-(\d+)$/.exec(slice(text, index).replaceAll(/\s/g, "")));
  const reach = Number(radius[0]?.[1] ?? Number.NaN);
  if (!(reach > 0) || !radius.every((one) => one?.[1] === String(reach) && one[2] === String(reach))) return null;
  const old = copyOf(copy, target.name);
  const grid = old ?? target.name;
  const a = freeName(new Set([...place.taken]), ["a", "rows", "around"]);
  const edits: TextEdit[] = [];
  const reason = elementwise(place, target.value, statement.start, (node) => {
    const access = accessOf(node);
    if (access?.name !== grid)
      return `\`${slice(text, node)}\` is another array than \`${grid}\`, of which not all is known to each row.`;
    const fits =
      access.indices.length === target.indices.length &&
      access.indices.every((index) => isShifted(slice(text, index), reach));
    if (!fits)
      return `\`${slice(text, node)}\` is no window of ${reach} around the cells of \`${slice(text, statement.children[0]?.children[0] as SyntaxNode)}\`.`;
    const { start, end } = node.children[0] as SyntaxNode;
    edits.push({ start, end, by: a });
    return null;
  });
  if (reason !== null) return reason;
  if (edits.length === 0) return null;
  const value = edited(place, target.value, edits);
  const kept = isFloat(place, grid, statement.start) ? value : `(${value}).astype(${a}.dtype)`;
  const call = callOf(`${cw.name}.stencil`, [
    `lambda ${a}: ${kept}`,
    grid,
    `radius=${reach}`,
    'boundary="keep"',
    "vectorized=True",
  ]);
  return written(
    place,
    old === null ? undefined : copy,
    statement,
    old === null ? `${grid}[:] = ${call}` : `${target.name} = ${call}`,
    [],
  );
}

/** `1:-1` moved by at most the radius: `:-2`, `2:`, `0:-2`. */
function isShifted(index: string, reach: number): boolean {
  const found = /^(\d*):(-\d+)?$/.exec(index.replaceAll(/\s/g, ""));
  if (found === null) return false;
  const shift = Number(found[1] || 0) - reach;
  return Math.abs(shift) <= reach && Number(found[2] ?? 0) === shift - reach;
}

const functions = /^(?:abs|sqrt|exp|log|sin|cos|tan|tanh|maximum|minimum|where|clip|square|sign|float|power)$/;

/** Why a value is not worked out cell by cell; `access` is asked about each piece of a grid. */
function elementwise(
  place: Place,
  node: SyntaxNode,
  before: number,
  access: (node: SyntaxNode) => string | null,
): string | null {
  if (node.type === "subscript") return access(node);
  if (node.type === "identifier")
    return isNumber(place, node.text, before) ? null : `It cannot be told that \`${node.text}\` is a number.`;
  if (node.type === "call") {
    if (!functions.test(calledName(node) ?? ""))
      return `Nobody knows whether \`${slice(place.text, node)}\` goes cell by cell.`;
    return (
      (positional(node) ?? []).map((one) => elementwise(place, one, before, access)).find((one) => one !== null) ?? null
    );
  }
  if (
    !/^(?:binary_operator|unary_operator|comparison_operator|boolean_operator|not_operator|conditional_expression|parenthesized_expression|integer|float|true|false)$/.test(
      node.type,
    )
  )
    return `\`${slice(place.text, node)}\` is more than a sum of neighbours.`;
  return node.children.map((one) => elementwise(place, one, before, access)).find((one) => one !== null) ?? null;
}

function isNumber(place: Place, name: string, before: number, depth = 0): boolean {
  const value = place.assigned(name, before)?.value;
  const isPlain = (node: SyntaxNode): boolean =>
    /^(?:integer|float)$/.test(node.type) ||
    (node.type === "identifier" && depth < 4 && isNumber(place, node.text, before, depth + 1)) ||
    (/^(?:binary_operator|unary_operator|parenthesized_expression)$/.test(node.type) && node.children.every(isPlain));
  return value !== undefined && isPlain(value);
}

/** An array of floats, as far as the notebook says how it was made. */
function isFloat(place: Place, name: string, before: number): boolean {
  const made = place.assigned(name, before);
  if (made === null) return false;
  const text = made.source.slice(made.value.start, made.value.end);
  return (
    /^\w+\.(?:zeros|ones|empty|linspace|random\.(?:rand|randn|random|normal|uniform))\(/.test(text) &&
    !/dtype|astype/.test(text)
  );
}

/** `for i in range(1, n - 1): for j in range(1, m - 1): new[i, j] = …` */
function byLoops(place: Place, copy: SyntaxNode | undefined, statement: SyntaxNode): Fits | string | null {
  const { text, cw } = place;
  const loops: { readonly name: string; readonly range: SyntaxNode }[] = [];
  let inner: SyntaxNode | undefined = statement;
  while (inner?.type === "for_statement") {
    const [name, range, block, otherwise]: readonly SyntaxNode[] = inner.children;
    if (name?.type !== "identifier" || range === undefined || otherwise !== undefined || block?.children.length !== 1)
      return null;
    loops.push({ name: name.text, range });
    inner = block.children[0];
  }
  const target = inner === undefined || loops.length === 0 ? null : targetOf(inner);
  if (target === null || target.indices.map((one) => one.text).join() !== loops.map(({ name }) => name).join())
    return null;
  const grid = copyOf(copy, target.name);
  if (grid === null || copy === undefined)
    return `\`${target.name}\` is no copy of the old grid: write \`${target.name} = old.copy()\` right before the loops.`;
  const counters = loops.map(({ name }) => name);
  const bounds = loops.map(({ range }, axis) => reachOf(place, range, grid, axis));
  const [reach] = bounds;
  if (reach === undefined || reach === null || bounds.some((one) => one !== reach))
    return `It cannot be told that the loops go through all of \`${grid}\` but its border: write \`range(1, len(${grid}) - 1)\`, and \`range(1, len(${grid}[0]) - 1)\` for a second one.`;
  const after = place.usedAfter(trimmedEnd(text.source, statement));
  const counter = counters.find((name) => after.has(name));
  if (counter !== undefined) return `\`${counter}\` is read after the loops.`;
  const w = freeName(new Set([...place.taken]), ["w", "window", "around"]);
  const edits: TextEdit[] = [];
  let isList = false;
  const reason = elementwise(place, target.value, statement.start, (node) => {
    const access = accessOf(node);
    if (access?.name !== grid || access.indices.length !== loops.length)
      return `\`${slice(text, node)}\` is no neighbour in \`${grid}\`.`;
    const shifts = access.indices.map((index, axis) => shiftOf(slice(text, index), counters[axis] as string));
    if (shifts.some((shift) => shift === null || Math.abs(shift) > reach))
      return `\`${slice(text, node)}\` is further away than the border of ${reach} that is left.`;
    isList ||= access.nested;
    const at = shifts.map((shift) => (shift as number) + reach);
    edits.push({
      start: node.start,
      end: node.end,
      by: access.nested ? w + at.map((one) => `[${one}]`).join("") : `${w}[${at.join(", ")}]`,
    });
    return null;
  });
  if (reason !== null) return reason;
  const value = edited(place, target.value, edits);
  const call = callOf(`${cw.name}.stencil`, [`lambda ${w}: ${value}`, grid, `radius=${reach}`, 'boundary="keep"']);
  const typed = isList || isFloat(place, grid, statement.start) ? call : `${call}.astype(${grid}.dtype)`;
  return written(place, copy, statement, `${target.name} = ${typed}`, counters);
}

/** How far from the border `range(1, len(grid) - 1)` keeps, where it goes through all the rest of an axis. */
function reachOf(place: Place, range: SyntaxNode, grid: string, axis: number): number | null {
  const [from, to, ...more] = calledName(range) === "range" ? (positional(range) ?? []) : [];
  const reach = from?.type === "integer" ? Number(from.text) : Number.NaN;
  const [length, less] = to?.type === "binary_operator" ? to.children : [];
  if (!(reach > 0) || length === undefined || less?.text !== String(reach) || more.length > 0) return null;
  if (!slice(place.text, to as SyntaxNode).includes("-")) return null;
  return isLength(place, slice(place.text, length), grid, axis) ? reach : null;
}

function isLength(place: Place, text: string, grid: string, axis: number): boolean {
  const said = text.replaceAll(/\s/g, "");
  const own = [`${grid}.shape[${axis}]`, `len(${grid}${"[0]".repeat(axis)})`];
  if (own.includes(said)) return true;
  if (!/^\w+$/.test(said)) return false;
  const given = place.assigned(said, Number.POSITIVE_INFINITY);
  const value = given?.source.slice(given.value.start, given.value.end).replaceAll(/\s/g, "");
  if (value !== undefined && own.includes(value)) return true;
  // `n, m = grid.shape`, or the grid was made with the name.
  const made = place.assigned(grid, Number.POSITIVE_INFINITY);
  const how = made?.source.slice(made.value.start, made.value.end).replaceAll(/\s/g, "") ?? "";
  const shape = /^\w+\.(?:zeros|ones|full|empty)\(\(([^()]*)\)/.exec(how)?.[1]?.split(",") ?? [];
  return shape[axis] === said;
}

/** -1 of `i - 1`, 0 of `i`. */
function shiftOf(index: string, name: string): number | null {
  const found = /^(\w+)(?:([+-])(\d+))?$/.exec(index.replaceAll(/\s/g, ""));
  if (found?.[1] !== name) return null;
  return Number(found[3] ?? 0) * (found[2] === "-" ? -1 : 1);
}

function edited(place: Place, node: SyntaxNode, edits: readonly TextEdit[]): string {
  let value = "";
  let at = node.start;
  for (const { start, end, by } of edits.toSorted((one, other) => one.start - other.start)) {
    value += place.text.source.slice(at, start) + by;
    at = end;
  }
  return value + place.text.source.slice(at, node.end);
}

/** The copy goes, and what changed it makes the new grid. */
function written(
  place: Place,
  copy: SyntaxNode | undefined,
  statement: SyntaxNode,
  by: string,
  dropped: readonly string[],
): Fits {
  const { text, cw } = place;
  const lead = text.source.slice(lineStart(text, statement.start), statement.start);
  const end = trimmedEnd(text.source, statement);
  const edits: TextEdit[] = [{ start: statement.start, end, by: by.replaceAll("\n", `\n${lead}`) }];
  if (copy !== undefined) {
    const start = lineStart(text, copy.start);
    edits.push({ start, end: Math.min(lineEnd(text, copy.end) + 1, statement.start), by: "" });
  }
  return {
    span: { start: copy?.start ?? statement.start, end },
    rewritten: applied(text, edits, cw),
    reason: `${promise}.${droppedWords(dropped)}`,
  };
}
