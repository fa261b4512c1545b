import type { Diagnostic, Phased } from "../../model/diagnostic.ts";
import { cellNumber, type Flow } from "../../model/flow.ts";
import type { Graph } from "../../model/graph.ts";
import { newEdgeList } from "./edges.ts";
import { unreadable } from "./facts.ts";

/** The graph of a notebook in another language: nothing is known of its cells, so each waits for the one before it. */
export function inOrder(flow: Flow): Phased<Graph> {
  const { language } = flow.kernel;
  const cells = flow.cells.filter((cell) => cell.kind === "code").map(({ id, index }) => unreadable(id, index));
  const edges = newEdgeList();
  cells.forEach((cell, i) => {
    const before = cells[i - 1];
    if (before !== undefined) edges.add("barrier", false, before, cell, "", stays(language));
  });
  return { value: { cells, edges: edges.edges() }, diagnostics: cells.length === 0 ? [] : [notPython(language)] };
}

function stays(language: string) {
  return (_none: readonly string[], from: { readonly index: number }, to: { readonly index: number }) =>
    `Cell ${cellNumber(to)} is written in ${language}, which is not read, so it waits for cell ${cellNumber(from)}.`;
}

function notPython(language: string): Diagnostic {
  return {
    code: "CW2012",
    severity: "warning",
    cell: null,
    message: `The notebook's language is ${language}; only Python is read, so its cells stay in order.`,
    hint: "Choose a Python kernel if the notebook is written in Python.",
    range: null,
  };
}
