import { scopesOf } from "../../../python/scopes.ts";
import { type AuthorText, lineStart } from "../author-text.ts";
import type { Meanings } from "../meanings.ts";
import { type Edit, insert } from "../outline/assemble.ts";

/** How a cell calls a member of the package. */
export interface PackageName {
  /** `cw.map`, or `pmap` where it was imported so. */
  member(name: string): string;
  /** The import, where no cell before has it. */
  readonly imports: readonly Edit[];
}

/** The package under the name that the notebook gave it; where it gave none, with the import that does. */
export function packageName(text: AuthorText, meanings: Meanings): PackageName {
  for (const [name, { means }] of meanings)
    if (means === "package") return { member: (member) => `${name}.${member}`, imports: [] };
  const taken = scopesOf(text.root);
  const alias = taken.bound.has("cw") || taken.uses.has("cw") ? "cellweave" : "cw";
  const line = alias === "cw" ? "import cellweave as cw\n" : "import cellweave\n";
  const first = text.root.children.find(({ type }) => type !== "future_import_statement");
  const start = lineStart(text, first?.start ?? 0);
  return { member: (member) => `${alias}.${member}`, imports: [insert(text, start, line)] };
}
