import type { ComprehensionShape } from "../shapes.ts";

/** The comprehensions that give all their elements at once. */
export const comprehensionKinds: { readonly [type: string]: ComprehensionShape["kind"] } = {
  list_comprehension: "list",
  set_comprehension: "set",
  dictionary_comprehension: "dict",
};
