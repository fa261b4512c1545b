import type { Standing } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { Blocked, SectionsShape } from "../shapes.ts";
import type { CellState } from "./cell-state.ts";
import { changesState, effectProblems } from "./effect-words.ts";
import { blockedBy, type Problem } from "./problem.ts";
import { sharedName } from "./shared-name.ts";
import { strangerProblems } from "./shared-problems.ts";
import { factsOf, type StatementFacts } from "./statement-facts.ts";

export interface Section {
  readonly name: string;
  readonly statements: readonly SyntaxNode[];
}

/** Proves Bernstein's conditions for runs of statements that follow each other, or names their first conflict. */
export function proveSections(
  state: CellState,
  standing: Standing,
  sections: readonly Section[],
  declared: boolean,
): SectionsShape | Blocked {
  const facts = factsOf(
    state,
    standing,
    sections.flatMap(({ statements }) => statements),
  );
  const groups = sections.map(({ statements }) => facts.filter(({ node }) => statements.includes(node)));
  const first = sections[0]?.statements[0];
  const last = sections.at(-1)?.statements.at(-1);
  const span = { start: first?.start ?? 0, end: last?.end ?? 0 };
  const blocked = blockedBy(state, "sections", state.span(span), conflicts(state, groups, declared));
  return (
    blocked ??
    shapeOf(
      state,
      groups,
      sections.map(({ name }) => name),
    )
  );
}

export function shapeOf(
  state: CellState,
  groups: readonly (readonly StatementFacts[])[],
  names: readonly string[],
): SectionsShape {
  return {
    shape: "sections",
    sections: groups.map((group, at) => ({
      name: names[at] ?? `part ${at + 1}`,
      span: state.span({ start: group[0]?.node.start ?? 0, end: group.at(-1)?.node.end ?? 0 }),
      binds: [...new Set(group.flatMap(({ binds }) => [...binds]))],
    })),
  };
}

/** What keeps groups of statements from running at once, the first of them in its place and the others beside it. */
export function conflicts(
  state: CellState,
  groups: readonly (readonly StatementFacts[])[],
  declared: boolean,
): Problem[] {
  const problems: Problem[] = [];
  groups.forEach((group, at) => {
    for (const facts of group) problems.push(...strangerProblems(facts.seen, declared));
    if (at > 0) problems.push(...besideProblems(group, declared));
    for (const earlier of groups.slice(0, at)) problems.push(...between(state, earlier, group));
  });
  if (groups[0] !== undefined && groups.length > 1) problems.push(...firstProblems(groups[0]));
  return problems;
}

/** What a section must not do, as it runs in a process beside the cell's. */
function besideProblems(group: readonly StatementFacts[], declared: boolean): Problem[] {
  const problems: Problem[] = [];
  const bound = new Set<string>();
  for (const facts of group) {
    problems.push(...facts.fixed, ...effectProblems(facts.seen, declared));
    for (const { names, at } of facts.seen.changes) {
      const name = names.find((one) => !bound.has(one)) ?? null;
      if (names.length > 0 && name === null) continue;
      const what = name === null ? "something that a function keeps" : `\`${name}\``;
      const remedy = name === null ? null : `Make \`${name}\` in the same section.`;
      problems.push({
        rank: 2,
        at: at.start,
        name,
        says: `changes ${what}, which was there before its section`,
        remedy,
      });
    }
    for (const { name, by, at } of facts.seen.asked) {
      if (by === null || !(bound.has(name) || facts.binds.has(name))) continue;
      const says = `calls a function that reads \`${name}\`, which its section binds`;
      problems.push({ rank: 3, at: at.start, name, says, remedy: `Give it \`${name}\` as an argument.` });
    }
    for (const { name, by, at } of facts.seen.bound)
      if (by !== null)
        problems.push({
          rank: 3,
          at: at.start,
          name,
          says: `calls a function that sets the global name \`${name}\``,
          remedy: null,
        });
    problems.push(...sharing(facts));
    for (const name of facts.binds) bound.add(name);
  }
  return problems;
}

/** A value that was there before would come back as a copy. */
function sharing({ seen, node }: StatementFacts): Problem[] {
  return [...seen.machine.globals].flatMap(([name, { value }]): Problem[] => {
    const old = /^(?:module|function|class)$/.test(value.type) ? undefined : sharedName(seen, value);
    if (old === undefined || old === name) return [];
    return [{ rank: 6, at: node.start, name: old, says: `keeps \`${old}\` itself, as \`${name}\``, remedy: null }];
  });
}

/** An earlier section must not bind or change what a later one needs. */
function between(state: CellState, earlier: readonly StatementFacts[], later: readonly StatementFacts[]): Problem[] {
  const problems: Problem[] = [];
  const own = new Set<string>();
  for (const facts of later) {
    for (const name of facts.reads) {
      const from = own.has(name)
        ? undefined
        : earlier.find(({ binds, deletes, changes }) => binds.has(name) || deletes.has(name) || changes.has(name));
      if (from === undefined) continue;
      const verb = from.changes.has(name) && !from.binds.has(name) ? "changes" : "binds";
      const says = `needs \`${name}\`, which line ${state.line(from.node.start)} ${verb}`;
      problems.push({ rank: 1, at: facts.node.start, name, says, remedy: null });
    }
    for (const name of facts.surely) own.add(name);
    problems.push(...stateProblems(state, earlier, facts));
  }
  return problems;
}

function stateProblems(state: CellState, earlier: readonly StatementFacts[], later: StatementFacts): Problem[] {
  for (const from of earlier) {
    for (const { effect } of from.seen.effects.filter((one) => changesState(one.effect))) {
      const clash = later.seen.effects.find((other) => clashes(effect, other.effect));
      if (clash === undefined) continue;
      const says = `depends on what line ${state.line(from.node.start)} does outside of the names (${effect.split(":", 2).join(":")})`;
      return [{ rank: 4, at: later.node.start, name: null, says, remedy: null }];
    }
  }
  return [];
}

const family = (effect: string) => effect.split(":", 1)[0];

function clashes(changed: string, used: string): boolean {
  if (/^(?:cwd|env|shell|net|sql|dynamic|module|sys|exit|thread)/.test(changed)) return true;
  return family(changed) === family(used);
}

/** The first section stays in its place, but what it does must not be felt by those that begin before it. */
function firstProblems(group: readonly StatementFacts[]): Problem[] {
  return group.flatMap(({ seen }) =>
    seen.effects
      .filter(({ effect }) => /^(?:dynamic|exit|module|sys|stdin|thread|cwd:write|env:)/.test(effect))
      .map(({ at }) => ({
        rank: 4,
        at: at.start,
        name: null,
        says: "changes what all sections depend on",
        remedy: null,
      })),
  );
}
