import { CodedError } from "@cellweave/engine/errors";
import type { ActionContext } from "./action.ts";

/** Says what failed and what to do about it. What is not a coded error is a mistake of ours and goes to the console too. */
export function tellError({ tell }: Pick<ActionContext, "tell">, error: unknown): void {
  if (error instanceof CodedError) {
    tell({ tone: "danger", title: error.message, hint: `${error.hint} (${error.code})` });
    return;
  }
  console.error(error);
  const hint = "Nothing was written. Try again; if it stays, reload the page.";
  tell({ tone: "danger", title: error instanceof Error ? error.message : String(error), hint });
}
