import type { Conflict } from "@cellweave/engine/model/edit";
import { expect, test } from "vitest";
import { createDocument } from "../document/document.ts";
import { choicesFor, firstChoice, keepBoth } from "./conflict-model.ts";

const changed: Conflict = {
  cell: "a",
  edit: { edit: "source", cell: "a", source: "mine", was: "base" },
  reason: "changed",
  mine: "mine",
  theirs: "theirs",
  base: "base",
};
const goneThere: Conflict = { ...changed, reason: "deleted", theirs: null };
const goneHere: Conflict = { ...changed, edit: { edit: "delete", cell: "a", was: "base" }, mine: "" };

test("both can be kept where both sides say something, and until one is chosen nothing is lost", () => {
  expect(choicesFor(changed).map(({ value }) => value)).toEqual(["mine", "theirs", "both"]);
  expect(choicesFor(goneThere).map(({ value }) => value)).toEqual(["mine", "theirs"]);
  expect([changed, goneThere, goneHere].map(firstChoice)).toEqual(["both", "mine", "theirs"]);
});

test("keeping both puts mine below the file's", () => {
  const documents = createDocument();
  documents.setState({
    content: {
      order: ["a", "b"],
      cells: Object.fromEntries(
        ["a", "b"].map((id) => [
          id,
          { id, kind: "code", source: "theirs", metadata: {}, outputs: [], executionCount: null },
        ]),
      ),
      metadata: {},
    },
  });
  keepBoth(documents, [changed], () => "new");
  const { order, cells } = documents.getState().content;
  expect(order).toEqual(["a", "new", "b"]);
  expect(cells.new?.source).toBe("mine");
  expect(cells.a?.source).toBe("theirs");
});
