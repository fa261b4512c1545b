import type { SyntaxNode } from "../../../python/parser.ts";
import { lineEnd, lineStart, trimmedEnd } from "../author-text.ts";
import type { Blocked, Span } from "../shapes.ts";
import { applied } from "../written-edits.ts";
import { asBlock, cutText } from "./cut-text.ts";
import { freeName } from "./free-name.ts";
import { namesOf } from "./names.ts";
import { type Fits, type Place, positional, slice, type Writer } from "./place.ts";

const reason =
  "Parts of a problem do not need each other, so those of the first levels are solved at the same time, as long as the function changes nothing but what it makes itself.";

/** A function of the cell that calls itself for parts of its problem. */
export const writeDc: Writer = (place) => {
  let why: Blocked | string | null = null;
  for (const node of place.text.root.children) {
    const definition = node.type === "decorated_definition" ? node.children.at(-1) : node;
    if (definition?.type !== "function_definition" || place.isWritten(definition)) continue;
    const name = definition.children[0]?.text ?? "";
    if (!selfCalls(definition.children.at(-1), name).length) continue;
    if (node !== definition)
      why ??= `\`${name}\` is decorated, and what the decorator does for each call would be lost.`;
    else {
      const found = divided(place, definition, name);
      if (typeof found !== "string" && "rewritten" in found) return found;
      why ??= found;
    }
  }
  return why ?? "It defines no function that calls itself for parts of its problem.";
};

interface Recursion {
  readonly name: string;
  readonly parameters: readonly string[];
  /** What comes before the question whether the problem is small. */
  readonly before: readonly SyntaxNode[];
  /** The ifs that solve a small problem. */
  readonly small: readonly SyntaxNode[];
  /** What works out the parts. */
  readonly dividing: readonly SyntaxNode[];
  /** From the first statement that solves a part on. */
  readonly merging: readonly SyntaxNode[];
}

function divided(place: Place, node: SyntaxNode, name: string): Fits | Blocked | string {
  const read = readRecursion(place, node, name);
  if (typeof read === "string") return read;
  const parts = partsOf(place, read);
  if (typeof parts === "string" || "shape" in parts) return parts;
  return written(place, node, read, parts);
}

function readRecursion({ text }: Place, node: SyntaxNode, name: string): Recursion | string {
  const block = node.children.at(-1);
  const list = node.children.find(({ type }) => type === "parameters")?.children ?? [];
  const parameters = list.map((one) => (one.type === "identifier" ? one.text : (one.children[0]?.text ?? "")));
  if (block?.type !== "block" || list.length === 0 || list.some(({ type }) => /splat|separator/.test(type)))
    return `\`${name}\` does not take its problem as plain arguments.`;
  if (
    text.source.startsWith("async", node.start) ||
    contains(block, /^(?:yield|await|global_statement|nonlocal_statement)$/)
  )
    return `\`${name}\` does not just give a result.`;
  if (lineStart(text, block.children[0]?.start ?? 0) === lineStart(text, node.start))
    return `\`${name}\` stands on one line.`;
  const statements = block.children.slice(isDocstring(block.children[0]) ? 1 : 0);
  const from = statements.findIndex(({ type }) => type === "if_statement");
  let to = from;
  while (to >= 0 && isSmall(statements[to], name)) to++;
  const last = statements[to - 1];
  const otherwise = last?.children.find(({ type }) => type === "else_clause")?.children[0]?.children ?? [];
  if (from < 0 || to === from || statements.slice(0, from).some((one) => selfCalls(one, name).length > 0))
    return `\`${name}\` does not begin with a case that it solves at once, such as \`if len(values) < 2: return values\`.`;
  const rest = [...otherwise, ...statements.slice(to)];
  const first = rest.findIndex((one) => selfCalls(one, name).length > 0);
  const plain = rest.every(({ type }, at) =>
    at === rest.length - 1 ? type === "return_statement" : type === "expression_statement",
  );
  if (first < 0 || !plain)
    return `\`${name}\` does not put its parts together in plain statements that end with one \`return\`.`;
  return {
    name,
    parameters,
    before: statements.slice(0, from),
    small: statements.slice(from, to),
    dividing: rest.slice(0, first),
    merging: rest.slice(first),
  };
}

/** `if …: return …` without a call of itself. */
function isSmall(node: SyntaxNode | undefined, name: string): boolean {
  if (node?.type !== "if_statement") return false;
  const [test, block, otherwise, ...more] = node.children;
  if (test === undefined || block === undefined || more.length > 0 || (otherwise && otherwise.type !== "else_clause"))
    return false;
  return (
    block.children.at(-1)?.type === "return_statement" &&
    selfCalls(test, name).length + selfCalls(block, name).length === 0
  );
}

interface Parts {
  /** What the parts are, as a list. */
  readonly list: string;
  /** The name or names that the solved parts have. */
  readonly names: readonly string[];
  readonly one: boolean;
  /** Statements that only give a solved part its name. */
  readonly naming: ReadonlySet<SyntaxNode>;
  readonly edits: readonly (Span & { readonly by: string })[];
}

function partsOf(place: Place, recursion: Recursion): Parts | Blocked | string {
  const { name, parameters, merging } = recursion;
  const { text, taken } = place;
  const used = new Set(taken);
  const names: string[] = [];
  const naming = new Set<SyntaxNode>();
  const edits: (Span & { by: string })[] = [];
  const given: string[] = [];
  let one: { readonly list: string; readonly name: string } | null = null;
  const argument = (call: SyntaxNode) => {
    const values = positional(call);
    if (values?.length !== parameters.length) return null;
    const written = values.map((value) => slice(text, value)).join(", ");
    return parameters.length === 1 ? written : `(${written})`;
  };
  for (const statement of merging) {
    const found = selfCalls(statement, name);
    const [inner] = statement.children;
    const [target, ...values] = inner?.type === "assignment" ? inner.children : [];
    const listed =
      statement.type === "expression_statement"
        ? values[0]?.type === "expression_list"
          ? values[0].children
          : values
        : [];
    const targets = target === undefined ? [] : target.type === "pattern_list" ? target.children : [target];
    const isNaming =
      found.length > 0 &&
      listed.length === found.length &&
      targets.length === found.length &&
      listed.every((value, at) => value === found[at]) &&
      targets.every(({ type, text }) => type === "identifier" && !names.includes(text));
    const over = comprehensionIn(statement, name);
    if (over !== null) {
      const [element, clause] = over.children;
      const [item, items] = clause?.children ?? [];
      if (
        one !== null ||
        given.length > 0 ||
        found.length > 1 ||
        over.children.length !== 2 ||
        element !== found[0] ||
        !item ||
        !items
      )
        return `\`${name}\` solves its parts in more than one way.`;
      if (parameters.length > 1 || slice(text, item) !== argument(element as SyntaxNode))
        return `\`${name}\` is not called with the parts themselves.`;
      const own =
        inner === undefined || values[0] !== over || targets[0]?.type !== "identifier"
          ? freeName(used, ["parts", "solved"])
          : targets[0].text;
      one = { list: `list(${slice(text, items)})`, name: own };
      if (values[0] === over && targets[0]?.text === own) naming.add(statement);
      else
        edits.push({
          start: over.start,
          end: over.end,
          by: over.type === "generator_expression" && slice(text, over).startsWith("(") ? `(${own})` : own,
        });
      continue;
    }
    if (found.some((call) => !isSure(statement, call))) return `\`${name}\` calls itself only under a condition.`;
    if (isNaming) naming.add(statement);
    for (const [at, call] of found.entries()) {
      const written = argument(call);
      if (written === null) return `\`${name}\` calls itself with other arguments than it takes.`;
      given.push(written);
      const own = isNaming
        ? (targets[at]?.text ?? "")
        : freeName(used, [["first", "second", "third"][names.length] ?? "another"]);
      names.push(own);
      if (!isNaming) edits.push({ start: call.start, end: call.end, by: own });
    }
  }
  if (one !== null && given.length > 0) return `\`${name}\` solves its parts in more than one way.`;
  if (one === null && given.length < 2)
    return `\`${name}\` calls itself once, so there are no parts that could be solved at the same time.`;
  const lost = needed(place, recursion, merging);
  if (lost !== null) return lost;
  return {
    list: one?.list ?? `[${given.join(", ")}]`,
    names: one === null ? names : [one.name],
    one: one !== null,
    naming,
    edits,
  };
}

/** What puts the parts together gets the solved parts alone: nothing of the problem, nothing of what divides it. */
function needed(
  { text }: Place,
  { name, parameters, before, dividing }: Recursion,
  merging: readonly SyntaxNode[],
): Blocked | null {
  const own = new Set([...parameters, ...namesOf([...before, ...dividing]).bound]);
  const bound = namesOf(merging).bound;
  for (const statement of merging) {
    const found = outside(statement, name, own);
    if (found === null || bound.has(found.text)) continue;
    const line = text.source.slice(0, found.start).split("\n").length;
    return {
      shape: "blocked",
      of: "sections",
      span: statement,
      name: found.text,
      line,
      reason: `On line ${line} \`${found.text}\` is needed to put the parts together, where only the solved parts are known.`,
      remedy: `Let the solution of a part say what is needed of it, so that \`${found.text}\` is not.`,
    };
  }
  return null;
}

/** A name of the problem that a statement reads outside of the calls that solve parts. */
function outside(node: SyntaxNode, name: string, own: ReadonlySet<string>): SyntaxNode | null {
  if (node.type === "call" && node.children[0]?.text === name) return null;
  if (comprehensionIn({ ...node, children: [node] }, name) === node) return null;
  if (node.type === "identifier") return own.has(node.text) ? node : null;
  const inner =
    node.type === "attribute"
      ? node.children.slice(0, 1)
      : node.type === "keyword_argument"
        ? node.children.slice(1)
        : node.children;
  for (const child of inner) {
    const found = outside(child, name, own);
    if (found !== null) return found;
  }
  return null;
}

function written(place: Place, node: SyntaxNode, recursion: Recursion, parts: Parts): Fits {
  const { text, cw } = place;
  const { parameters, before, small, dividing, merging } = recursion;
  const used = new Set([...place.taken, ...parameters]);
  const [isSmall, solve, split, merge] = [
    ["is_small", "small_enough"],
    ["solve_small", "solve_at_once"],
    ["split_up", "split_in_parts"],
    ["put_together", "merge_parts"],
  ].map((wanted) => freeName(used, wanted)) as [string, string, string, string];
  const [single] = parameters;
  const problem = parameters.length === 1 && single !== undefined ? single : freeName(used, ["problem", "whole"]);
  const opened = parameters.length === 1 ? [] : [`${parameters.join(", ")} = ${problem}`];
  const lines = (nodes: readonly SyntaxNode[], edits: Parts["edits"] = []) =>
    nodes.map((one) => linesOf(place, one, edits));
  const tests = small.map((one) => slice(text, one.children[0] as SyntaxNode));
  const test = tests.length === 1 ? tests[0] : tests.map((one) => `(${one})`).join(" or ");
  const [only, ...more] = small;
  const solving =
    only !== undefined && more.length === 0
      ? lines(only.children[1]?.children ?? [])
      : small.map((one) => smallLines(place, one));
  const solved = parts.one ? (parts.names[0] as string) : freeName(used, ["parts", "solved"]);
  const define = (name: string, parameter: string, body: readonly string[]) =>
    `def ${name}(${parameter}):\n${asBlock(body.join("\n"))}\n`;
  const body = [
    define(isSmall, problem, [...opened, ...lines(before), `return ${test}`]),
    define(solve, problem, [...opened, ...lines(before), ...solving]),
    define(split, problem, [...opened, ...lines(before), ...lines(dividing), `return ${parts.list}`]),
    define(merge, solved, [
      ...(parts.one ? [] : [`${parts.names.join(", ")} = ${solved}`]),
      ...lines(
        merging.filter((one) => !parts.naming.has(one)),
        parts.edits,
      ),
    ]),
    `return ${cw.name}.dc(${isSmall}, ${solve}, ${split}, ${merge}, ${parameters.length === 1 ? problem : `(${parameters.join(", ")})`})`,
  ].join("\n");
  const block = node.children.at(-1) as SyntaxNode;
  const first = block.children[isDocstring(block.children[0]) ? 1 : 0] as SyntaxNode;
  const indent = text.source.slice(lineStart(text, first.start), first.start);
  const start = first === only ? lineStart(text, first.start) : withComments(place, first);
  const end = trimmedEnd(text.source, node);
  const by = asBlock(body, indent);
  return { span: node, rewritten: applied(text, [{ start, end, by }], cw), reason };
}

/** A statement with what stands beside it, without its indentation. */
function linesOf({ text }: Place, node: SyntaxNode, edits: Parts["edits"] = []): string {
  const indent = text.source.slice(lineStart(text, node.start), node.start);
  const end = lineEnd(text, trimmedEnd(text.source, node) - 1);
  const start = withComments({ text }, node);
  if (indent.trim() !== "") return cutText(text, { start: node.start, end: trimmedEnd(text.source, node) }, "", edits);
  return cutText(text, { start, end }, indent, edits);
}

/** Where the comments right above a statement begin. */
function withComments({ text }: Pick<Place, "text">, node: SyntaxNode): number {
  let start = lineStart(text, node.start);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.source.slice(above, start).trim().startsWith("#")) break;
    start = above;
  }
  return start;
}

/** One of several ifs, without an `else`. */
function smallLines(place: Place, node: SyntaxNode): string {
  const [test, block] = node.children as [SyntaxNode, SyntaxNode];
  return `if ${slice(place.text, test)}:\n${asBlock(block.children.map((one) => linesOf(place, one)).join("\n"))}`;
}

function selfCalls(node: SyntaxNode | undefined, name: string): SyntaxNode[] {
  if (node === undefined) return [];
  const inner = node.children.flatMap((child) => selfCalls(child, name));
  return node.type === "call" && node.children[0]?.type === "identifier" && node.children[0].text === name
    ? [node, ...inner]
    : inner;
}

/** `[f(part) for part in parts]`, or the same as a generator. */
function comprehensionIn(node: SyntaxNode, name: string): SyntaxNode | null {
  for (const child of node.children) {
    if (
      /^(?:list_comprehension|generator_expression)$/.test(child.type) &&
      selfCalls(child.children[0], name).length > 0
    )
      return child;
    const found = comprehensionIn(child, name);
    if (found !== null) return found;
  }
  return null;
}

const conditional =
  /^(?:boolean_operator|conditional_expression|lambda|list_comprehension|set_comprehension|dictionary_comprehension|generator_expression|await)$/;

/** Whether a call is made in any case when its statement runs. */
function isSure(node: SyntaxNode, call: SyntaxNode): boolean {
  if (node === call) return true;
  const inner = node.children.find(({ start, end }) => start <= call.start && call.end <= end);
  return inner !== undefined && !conditional.test(inner.type) && (inner === call || isSure(inner, call));
}

function contains(node: SyntaxNode, types: RegExp): boolean {
  return types.test(node.type) || node.children.some((child) => contains(child, types));
}

function isDocstring(node: SyntaxNode | undefined): boolean {
  return node?.type === "expression_statement" && node.children[0]?.type === "string";
}
