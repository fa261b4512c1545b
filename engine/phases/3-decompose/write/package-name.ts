import { scopesOf } from "../../../python/scopes.ts";
import type { AuthorText } from "../author-text.ts";
import type { Meanings } from "../meanings.ts";
import type { PackageName } from "../written-edits.ts";

/** The package by the name that the notebook gave it before the cell, or one that the cell does not use yet. */
export function packageName(text: AuthorText, meanings: Meanings): PackageName {
  for (const [name, { means }] of meanings) if (means === "package") return { name, missing: false };
  const { bound, uses } = scopesOf(text.root);
  return { name: bound.has("cw") || uses.has("cw") ? "cellweave" : "cw", missing: true };
}
