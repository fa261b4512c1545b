import type { Machine } from "../../../python/analysis/machine.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { CellState } from "./cell-state.ts";
import type { Bringing, Gathers } from "./gathers.ts";
import { leadingTo, memoryOf, type Observation } from "./observe.ts";
import type { Problem } from "./problem.ts";
import { sharedName } from "./shared-name.ts";

/** Names whose value goes from one iteration to the next. */
export function carriedProblems(
  state: CellState,
  body: readonly SyntaxNode[],
  gathers: Gathers,
  seen: Observation,
): Problem[] {
  const source = state.cell.parsed.python;
  const bound = new Map<string, SyntaxNode>();
  for (const { name, at, by } of seen.bound) if (by === null && !bound.has(name)) bound.set(name, at);
  const problems: Problem[] = [];
  for (const { name, at, by, sure } of seen.asked) {
    const binding = bound.get(name);
    if (sure || by !== null || binding === undefined) continue;
    problems.push({
      rank: 1,
      at: binding.start,
      name,
      says: "",
      sentence: (line) => carriedSentence(name, line, state.line(at.start)),
      remedy: remedyFor(name, body, source),
    });
  }
  return [...problems, ...gatheredAndRead(state, gathers, seen), ...deletions(seen, bound)];
}

function carriedSentence(name: string, line: number, readOn: number): string {
  const by = `\`${name}\` is carried from one iteration to the next by line ${line}`;
  return readOn === line ? `${by}.` : `${by}: line ${readOn} reads what an earlier iteration left.`;
}

/** A name that is gathered must not be looked at, nor what shares its memory. */
function gatheredAndRead(state: CellState, gathers: Gathers, seen: Observation): Problem[] {
  return gathers.bringing.flatMap((one): Problem[] => {
    const sharing = namesSharing(one.name, seen.machine);
    const twin = gathers.gather.find(({ name }) => name !== one.name && sharing.has(name));
    if (twin !== undefined) return [sameObject(one, twin.name)];
    const read = seen.asked.find(({ name }) => sharing.has(name));
    if (read === undefined) return [];
    const through = read.name === one.name ? "it" : `\`${read.name}\`, which shares its memory,`;
    const who = read.by === null ? "reads" : "calls a function that reads";
    return [
      {
        rank: 1,
        at: one.statement.start,
        name: one.name,
        says: "",
        sentence: (line) =>
          `\`${one.name}\` is carried from one iteration to the next by line ${line}: line ${state.line(read.at.start)} ${who} ${through} meanwhile.`,
        remedy: null,
      },
    ];
  });
}

/** Two names of one object: what comes to the one comes between what comes to the other. */
function sameObject({ name, statement }: Bringing, twin: string): Problem {
  const sentence = (line: number) =>
    `\`${name}\` is carried from one iteration to the next by line ${line}: it shares its memory with \`${twin}\`, which is brought together, too.`;
  return { rank: 1, at: statement.start, name, says: "", sentence, remedy: "Use one name for both." };
}

/** The name, and others that lead to the same memory. */
export function namesSharing(name: string, machine: Machine): ReadonlySet<string> {
  const value = machine.before.value(name);
  const ids = value === undefined ? [] : memoryOf(value);
  return new Set([name, ...ids.flatMap((id) => leadingTo(machine, id))]);
}

/** `del` of a name that was there before the loop, or on some paths only. */
function deletions({ machine }: Observation, bound: ReadonlyMap<string, SyntaxNode>): Problem[] {
  return [...machine.globals].flatMap(([name, { deleted, certain }]): Problem[] => {
    const at = bound.get(name);
    if (at === undefined || !deleted || (certain && machine.before.value(name) === undefined)) return [];
    return [{ rank: 1, at: at.start, name, says: `takes away \`${name}\`, which was there before`, remedy: null }];
  });
}

/** Names that `except … as e` binds and takes away again, where they were there before. */
export function handlerProblems(body: readonly SyntaxNode[], machine: Machine): Problem[] {
  return body.flatMap((node): Problem[] => {
    const inner = handlerProblems(node.children, machine);
    if (!node.type.startsWith("except")) return inner;
    const pattern = node.children.find(({ type }) => type === "as_pattern");
    const target = pattern?.children[1];
    const name = target?.type === "identifier" ? target.text : target?.children[0]?.text;
    if (name === undefined || machine.before.value(name) === undefined) return inner;
    const says = `takes away \`${name}\`, which was there before`;
    return [{ rank: 1, at: node.start, name, says, remedy: "Use another name for the exception." }, ...inner];
  });
}

/** How a name could be written so that it is recognised. */
function remedyFor(name: string, body: readonly SyntaxNode[], source: string): string | null {
  for (const node of body) {
    const found = remedies(node, name, source) ?? remedyFor(name, node.children, source);
    if (found !== null) return found;
  }
  return null;
}

function remedies(node: SyntaxNode, name: string, source: string): string | null {
  const [target, value] = node.children;
  if (node.type === "augmented_assignment" && target?.text === name && value !== undefined) {
    const operator = source.slice(target.end, value.start).trim();
    const text = source.slice(value.start, value.end);
    if (operator === "-=") return `Write \`${name} += -(${text})\`.`;
    if (/^[+*|&]=$/.test(operator))
      return `Declare \`reduce={'${name}': '${operator[0]}'}\` in \`cw.each\`, if its order does not matter.`;
  }
  if (node.type === "assignment" && target?.text === name && value?.type === "call") {
    const callee = value.children[0]?.text;
    const args = value.children[1]?.children ?? [];
    if ((callee === "max" || callee === "min") && args.length === 2 && args[1]?.text === name)
      return `Write \`${name} = ${callee}(${name}, ${source.slice(args[0]?.start, args[0]?.end)})\`.`;
  }
  return node.type === "if_statement" ? extremum(node, name, source) : null;
}

/** `if score > best: best = score`. */
function extremum(node: SyntaxNode, name: string, source: string): string | null {
  const [test, block, ...others] = node.children;
  const [left, right] = test?.type === "comparison_operator" ? test.children : [];
  const assigned = block?.children[0]?.children[0];
  if (left === undefined || right === undefined || others.length > 0 || block?.children.length !== 1) return null;
  if (assigned?.type !== "assignment" || assigned.children[0]?.text !== name) return null;
  const [other, sign] = right.text === name ? [left, 1] : left.text === name ? [right, -1] : [null, 0];
  const operator = source.slice(left.end, right.start).trim();
  const value = source.slice(assigned.children[1]?.start, assigned.children[1]?.end);
  if (other === null || source.slice(other.start, other.end) !== value || !/^[<>]=?$/.test(operator)) return null;
  const larger = operator.startsWith(">") === sign > 0;
  return `Write \`${name} = ${larger ? "max" : "min"}(${name}, ${value})\`.`;
}

/** What an item brings must be its own: an object that was there before would come back as a copy. */
export function sharingProblems(bringing: readonly Bringing[], seen: Observation): Problem[] {
  return bringing.flatMap(({ brought, statement, rule }): Problem[] => {
    if (rule.by === "fold" || rule.by === "extend") return [];
    const value = seen.values.get(brought.at(-1) as SyntaxNode);
    const name = value === undefined ? undefined : sharedName(seen, value);
    if (name === undefined) return [];
    const says = `keeps \`${name}\` itself, which would be a copy in every item`;
    return [
      { rank: 6, at: statement.start, name, says, remedy: `Keep a copy of \`${name}\`, or what it is looked up by.` },
    ];
  });
}
