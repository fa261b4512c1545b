import { type ActionId, actionOf } from "./actions.ts";
import { context } from "./context.ts";
import { tellError } from "./tell-error.ts";

/** Does it, if it can be done now. */
export function perform(id: ActionId): void {
  if (!canPerform(id)) return;
  const done = actionOf(id).perform(context);
  done?.catch((error: unknown) => tellError(context, error));
}

export function canPerform(id: ActionId): boolean {
  return actionOf(id).when?.(context) ?? true;
}
