import { parseNotebook } from "@cellweave/engine/phases/1-parse/parse-notebook";
import { expect, test } from "vitest";
import { server } from "../api/server.ts";
import { createAnalysis } from "../document/analysis.ts";
import { placementOf } from "../document/content.ts";
import { createDocument, isDirty, openDocument } from "../document/document.ts";
import { createQuestions } from "../document/questions.ts";
import { createRuns } from "../runs/runs.ts";
import { createSession } from "../session/session.ts";
import type { ActionContext } from "./action.ts";
import { type ActionId, actionOf } from "./actions.ts";
import { watchSelection } from "./watch-selection.ts";

function opened(sources: readonly string[]) {
  const documents = createDocument();
  const session = createSession();
  let ids = 0;
  const context: ActionContext = {
    documents,
    session,
    runs: createRuns(),
    analysis: createAnalysis(),
    questions: createQuestions(),
    server,
    newId: () => `new${++ids}`,
    tell: () => {},
  };
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `c${index}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  openDocument(documents, { path: "a.ipynb", text, version: "1", ...parseNotebook(text) });
  watchSelection(context);
  const act = (id: ActionId) => actionOf(id).perform(context);
  const can = (id: ActionId) => actionOf(id).when?.(context) ?? true;
  const order = () => documents.getState().content.order.join(" ");
  const selected = () => session.getState().selected.join(" ");
  return { context, documents, session, act, can, order, selected };
}

test("cells are added below and above the selection, and the new one is selected", () => {
  const { act, order, selected, session } = opened(["1", "2"]);
  session.setState({ selected: ["c0"] });
  act("add-code");
  expect([order(), selected()]).toEqual(["c0 new1 c1", "new1"]);
  act("add-code-above");
  expect([order(), selected()]).toEqual(["c0 new2 new1 c1", "new2"]);
  act("undo");
  expect([order(), selected()]).toEqual(["c0 new1 c1", ""]);
});

test("deleting selects the next cell, and the last one at the end", () => {
  const { act, order, selected, session } = opened(["1", "2", "3"]);
  session.setState({ selected: ["c1"] });
  act("delete");
  expect([order(), selected()]).toEqual(["c0 c2", "c2"]);
  act("delete");
  expect([order(), selected()]).toEqual(["c0", "c0"]);
  act("delete");
  expect([order(), selected()]).toEqual(["", ""]);
});

test("cells move up and down as a group and stop at the ends", () => {
  const { act, order, session } = opened(["1", "2", "3", "4"]);
  session.setState({ selected: ["c2", "c1"] });
  act("move-up");
  act("move-up");
  expect(order()).toBe("c1 c2 c0 c3");
  act("move-down");
  act("move-down");
  act("move-down");
  expect(order()).toBe("c0 c3 c1 c2");
});

test("a cell is split at the caret and merged again", () => {
  const { act, can, documents, order, session } = opened(["a = 1\nb = 2"]);
  expect(can("split")).toBe(false);
  session.setState({ selected: ["c0"], caret: { cell: "c0", offset: 6 } });
  act("split");
  expect(order()).toBe("c0 new1");
  expect(documents.getState().content.cells.new1?.source).toBe("b = 2");
  session.setState({ selected: ["c0"] });
  act("merge");
  expect(documents.getState().content.cells.c0?.source).toBe("a = 1\nb = 2");
  expect(isDirty(documents.getState())).toBe(false);
});

test("what needs a notebook or a selection is not offered without one", () => {
  const { can, session } = opened(["1"]);
  expect([can("run-all"), can("run-selected"), can("delete"), can("undo")]).toEqual([true, false, false, false]);
  session.setState({ selected: ["c0"] });
  expect([can("run-selected"), can("delete")]).toEqual([true, true]);
});

test("a stored result is pinned and let go of, one undo step for all chosen cells", () => {
  const { act, documents, session } = opened(["1", "2"]);
  const caches = () => {
    const { order, cells } = documents.getState().content;
    return order.map((id) => (cells[id] ? placementOf(cells[id]).cache : null));
  };
  session.setState({ selected: ["c0"] });
  act("pin");
  session.setState({ selected: ["c0", "c1"] });
  act("pin");
  expect(caches()).toEqual(["pin", "pin"]);
  act("never-cache");
  expect(caches()).toEqual(["never", "never"]);
  act("undo");
  act("pin");
  expect(caches()).toEqual([undefined, undefined]);
  while (documents.getState().undo.length > 0) act("undo");
  expect(isDirty(documents.getState())).toBe(false);
});
