import type { Standing } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import { type Scope, scopesOf } from "../../../python/scopes.ts";
import type { SectionsShape } from "../shapes.ts";
import type { CellState } from "./cell-state.ts";
import { conflicts, shapeOf } from "./prove-sections.ts";
import { factsOf, type StatementFacts } from "./statement-facts.ts";
import { seemsWeighty } from "./weight.ts";

// More statements than this at the top of one cell are looked at in pieces.
const window = 40;

/** Runs of statements that may run at once, each of which may take long; as many as there are, in text order. */
export function findSections(state: CellState, standing: Standing): SectionsShape[] {
  const statements = state.cell.parsed.root.children;
  if (!mayRunApart(statements, state)) return [];
  const facts = factsOf(state, standing, statements);
  if (facts.filter(({ weighty }) => weighty).length < 2) return [];
  const shapes: SectionsShape[] = [];
  for (let from = 0; from < facts.length; ) {
    const best = bestRun(state, facts, from, Math.min(facts.length, from + window));
    if (best === null) {
      from += window;
      continue;
    }
    shapes.push(shapeOf(state, best.groups, best.groups.map(nameOf)));
    from = best.end;
  }
  return shapes;
}

/** A first look at the names alone: whether two statements that may take long do not hang together. */
function mayRunApart(statements: readonly SyntaxNode[], state: CellState): boolean {
  const weighty = statements.flatMap((statement, at) => (seemsWeighty(statement, state) ? [at] : []));
  if (weighty.length < 2) return false;
  const names = statements.map((statement) => scopesOf({ ...statement, type: "module", children: [statement] }));
  return weighty.slice(1).some((later, at) => !hangsOn(names, later, weighty[at] as number));
}

/** Whether a statement needs, through those between them, a name that an earlier one binds. */
function hangsOn(names: readonly Scope[], later: number, earlier: number): boolean {
  const wanted = new Set<string>();
  for (let at = later; at > earlier; at--) {
    const { bound, uses } = names[at] as Scope;
    if (at !== later && ![...bound].some((name) => wanted.has(name))) continue;
    for (const name of uses) if (!bound.has(name)) wanted.add(name);
  }
  return [...(names[earlier] as Scope).bound].some((name) => wanted.has(name));
}

interface Run {
  readonly groups: readonly (readonly StatementFacts[])[];
  readonly end: number;
}

/** The run in which the most runs beside something else; of equal ones the shortest, then the first. */
function bestRun(state: CellState, facts: readonly StatementFacts[], from: number, to: number): Run | null {
  let best: Run | null = null;
  for (let start = from; start < to; start++) {
    for (let end = start + 2; end <= to; end++) {
      if (!(facts[end - 1] as StatementFacts).weighty) continue;
      const groups = groupsOf(facts.slice(start, end), lastIsShown(facts, end));
      if (groups.length < 2 || (best !== null && !better(groups, end - start, best))) continue;
      if (conflicts(state, groups, false).length === 0) best = { groups, end };
    }
  }
  return best;
}

function better(groups: Run["groups"], length: number, best: Run): boolean {
  const [now, known] = [beside(groups), beside(best.groups)];
  return now > known || (now === known && length < best.groups.reduce((sum, group) => sum + group.length, 0));
}

/** Statements that may take long, without those of the section that has the most of them. */
function beside(groups: Run["groups"]): number {
  const counts = groups.map((group) => group.filter(({ weighty }) => weighty).length);
  return counts.reduce((sum, count) => sum + count, 0) - Math.max(...counts);
}

/** The last expression of a cell is shown, so it stays where it is. */
function lastIsShown(facts: readonly StatementFacts[], end: number): boolean {
  const node = facts[end - 1]?.node;
  const [inner] = node?.children ?? [];
  return end === facts.length && node?.type === "expression_statement" && !/assignment$/.test(inner?.type ?? "");
}

/** Cuts statements wherever nothing goes over the cut; what is light goes with what stands before it. */
function groupsOf(facts: readonly StatementFacts[], shown: boolean): (readonly StatementFacts[])[] {
  if (shown || facts.some(({ fixed }) => fixed.length > 0)) return [];
  const needs = facts.map((_, at) => earliestNeed(facts, at));
  const groups: StatementFacts[][] = [];
  facts.forEach((one, at) => {
    const cut = needs.slice(at).every((need) => need >= at);
    const last = groups.at(-1);
    const light = last !== undefined && !last.some(({ weighty }) => weighty);
    if (last === undefined || (cut && !light && weightyAhead(facts, needs, at))) groups.push([one]);
    else last.push(one);
  });
  return groups.every((group) => group.some(({ weighty }) => weighty)) ? groups : [];
}

/** Whether what begins here and hangs together holds something that may take long. */
function weightyAhead(facts: readonly StatementFacts[], needs: readonly number[], at: number): boolean {
  for (let i = at; i < facts.length; i++) {
    if (i > at && needs.slice(i).every((need) => need >= i)) return false;
    if (facts[i]?.weighty) return true;
  }
  return false;
}

/** The first statement that another one needs something of; itself where it needs none. */
function earliestNeed(facts: readonly StatementFacts[], at: number): number {
  const { reads } = facts[at] as StatementFacts;
  let earliest = at;
  for (const name of reads) {
    for (let i = at - 1; i >= 0; i--) {
      const { binds, surely, changes, deletes } = facts[i] as StatementFacts;
      if (binds.has(name) || changes.has(name) || deletes.has(name)) earliest = Math.min(earliest, i);
      if (surely.has(name)) break;
    }
  }
  return earliest;
}

function nameOf(group: readonly StatementFacts[], at: number): string {
  const [first] = group.flatMap(({ binds }) => [...binds]).filter((name) => !name.startsWith("_"));
  return first ?? `part ${at + 1}`;
}
