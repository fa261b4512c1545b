import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber, type FlowCell } from "../../model/flow.ts";
import { standingAfter } from "../../python/analysis/standing.ts";
import type { SyntaxNode } from "../../python/parser.ts";
import { type AuthorText, rangeOf, trimmedEnd } from "./author-text.ts";
import type { RunningShape } from "./constructs.ts";
import type { Declared } from "./declared-loops.ts";
import type { CellState } from "./find/cell-state.ts";
import { proveSections, type Section } from "./find/prove-sections.ts";
import { type Branch, readFork } from "./read-fork.ts";
import type { Recognised, Written } from "./recognise.ts";
import type { Blocked, SectionsShape } from "./shapes.ts";

/** Proves the `with cw.fork():` at the top of a cell; what is against one is told with its name and line. */
export function declaredForks(state: CellState, text: AuthorText, recognised: Recognised): Declared {
  const shapes: RunningShape[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const written of recognised.written) {
    if (written.call.skeleton !== "fork") continue;
    const branches = readFork(written.node, recognised.branches, text.source);
    const proved = Array.isArray(branches) ? prove(state, text, written, branches) : notABranch(text, branches);
    if (proved.shape === "sections") shapes.push({ shape: proved, written });
    else diagnostics.push(against(state.cell.cell, text, written, proved));
  }
  return { shapes, diagnostics };
}

function prove(
  state: CellState,
  text: AuthorText,
  { node, statement }: Written,
  branches: readonly Branch[],
): SectionsShape | Blocked {
  const place = text.root.children.findIndex((child) => child === node && child === statement);
  const statements = state.cell.parsed.root.children;
  const fork = statements[place];
  if (fork === undefined) return blocked(node, "it does not stand by itself at the top of the cell");
  if (branches.length < 2) return blocked(node, "it has only one branch");
  // The same statements in the text that was parsed.
  const bodies = blockOf(fork).map(
    (branch, at): Section => ({
      name: branches[at]?.name ?? "",
      statements: blockOf(branch),
    }),
  );
  const proved = proveSections(state, standingAfter(state.start, statements.slice(0, place)), bodies, true);
  if (proved.shape === "blocked") return proved;
  const sections = proved.sections.map((section, at) => {
    const own = branches[at]?.node ?? node;
    return { ...section, span: { start: own.start, end: trimmedEnd(text.source, own) } };
  });
  return { ...proved, sections };
}

function blockOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.find(({ type }) => type === "block")?.children ?? [];
}

function notABranch(text: AuthorText, node: SyntaxNode | readonly Branch[]): Blocked {
  if (!("type" in node)) return blocked({ start: 0, end: 0 }, "it has no branches");
  const { line } = rangeOf(text, node).start;
  return { ...blocked(node, `Line ${line} is no \`with cw.branch(…):\``), line };
}

function blocked({ start, end }: { start: number; end: number }, reason: string): Blocked {
  return {
    shape: "blocked",
    of: "sections",
    span: { start, end },
    name: null,
    line: null,
    reason: `${reason}.`,
    remedy: null,
  };
}

function against(cell: FlowCell, text: AuthorText, { node }: Written, { line, reason, remedy }: Blocked): Diagnostic {
  const at = line === null ? node.start : (text.starts[line - 1] ?? node.start);
  return {
    code: "CW3008",
    severity: "warning",
    cell: cell.id,
    message: `The branches of the fork in cell ${cellNumber(cell)} run one after the other: ${reason}`,
    hint: remedy ?? "Move what is shared before or after the fork, or give each branch names of its own.",
    range: rangeOf(text, { start: at, end: line === null ? at : (text.starts[line] ?? text.source.length + 1) - 1 }),
  };
}
