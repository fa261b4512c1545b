import { machineAt, type Standing, standingOf } from "../../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../../python/parser.ts";
import type { CellState } from "./cell-state.ts";
import { type Observation, observe } from "./observe.ts";
import type { Problem } from "./problem.ts";
import { refusedSyntax } from "./refused-syntax.ts";
import { isWeighty } from "./weight.ts";

/** What one statement of a cell does to what is there when it runs. */
export interface StatementFacts {
  readonly node: SyntaxNode;
  readonly seen: Observation;
  /** Names that it needs as they were before it. */
  readonly reads: ReadonlySet<string>;
  /** Bound by it, and of these for sure. */
  readonly binds: ReadonlySet<string>;
  readonly surely: ReadonlySet<string>;
  readonly deletes: ReadonlySet<string>;
  /** Names that lead to memory that it changes. */
  readonly changes: ReadonlySet<string>;
  /** Why it cannot be taken out of its place. */
  readonly fixed: readonly Problem[];
  /** It may take long. */
  readonly weighty: boolean;
}

/** The facts of statements that follow each other, each in the state that those before it leave. */
export function factsOf(state: CellState, from: Standing, statements: readonly SyntaxNode[]): StatementFacts[] {
  const machine = machineAt(from);
  const facts: StatementFacts[] = [];
  for (const node of statements) {
    if (machine.dead) break;
    facts.push(statementFacts(state, standingOf(from, machine), node));
    machine.execute([node]);
  }
  return facts;
}

function statementFacts(state: CellState, standing: Standing, node: SyntaxNode): StatementFacts {
  const { python, magics } = state.cell.parsed;
  const seen = observe(standing, [node]);
  const binds = new Set<string>();
  const surely = new Set<string>();
  const deletes = new Set<string>();
  for (const [name, { certain, deleted }] of seen.machine.globals) {
    (deleted ? deletes : binds).add(name);
    if (certain && !deleted) surely.add(name);
  }
  return {
    node,
    seen,
    reads: new Set(seen.asked.filter(({ sure }) => !sure).map(({ name }) => name)),
    binds,
    surely,
    deletes,
    changes: new Set(seen.changes.flatMap(({ names }) => names)),
    fixed: [...refusedSyntax([node], { source: python, magics }, false), ...stayingProblems(node)],
    weighty: isWeighty(node, seen),
  };
}

const staying: { readonly [type: string]: string } = {
  import_statement: "imports a module",
  import_from_statement: "imports names",
  future_import_statement: "asks for a later Python",
  delete_statement: "takes away names",
};

function stayingProblems(node: SyntaxNode): Problem[] {
  const says = staying[node.type];
  return says === undefined ? [] : [{ rank: 0, at: node.start, name: null, says, remedy: "Do it above the sections." }];
}
