import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber, type FlowCell } from "../../model/flow.ts";
import { type AuthorText, rangeOf } from "./author-text.ts";
import type { Recognised } from "./recognise.ts";

/** What is wrong with what a cell's tasks ask of their environment. */
export function taskDiagnostics(cell: FlowCell, text: AuthorText, recognised: Recognised): Diagnostic[] {
  const unread = recognised.decorators.flatMap(({ name, problems }) =>
    problems.map(({ argument, wants }): Diagnostic => {
      const said = wants === null ? "is worked out by code" : `is not ${wants}`;
      return {
        code: "CW3006",
        severity: "warning",
        cell: cell.id,
        message: `Cell ${cellNumber(cell)}: \`${argument.name}\` of the task \`${name}\` ${said}, so the plan goes on without it.`,
        hint: `Write ${wants ?? "the value itself"}.`,
        range: rangeOf(text, argument.value),
      };
    }),
  );
  const images = [...new Set(recognised.tasks.flatMap(({ wishes }) => wishes.image ?? []))];
  if (images.length < 2) return unread;
  const different: Diagnostic = {
    code: "CW3009",
    severity: "warning",
    cell: cell.id,
    message: `The tasks of cell ${cellNumber(cell)} ask for different images: ${images.join(", ")}. It runs in ${images[0]}.`,
    hint: "Put the tasks into cells of their own, or name the same image.",
    range: null,
  };
  return [...unread, different];
}
