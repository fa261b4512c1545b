import type { ResourceWishes } from "../../model/skeleton.ts";
import type { SyntaxNode } from "../../python/parser.ts";

/** What a name of the notebook stands for, as far as skeletons are concerned. */
export type Meaning =
  | { readonly means: "package" }
  /** `map`, `fork`, …: a member of the package. */
  | { readonly means: "member"; readonly name: string }
  | { readonly means: "task"; readonly name: string; readonly wishes: ResourceWishes }
  /** `map` of a task, as in `fit.map`. */
  | { readonly means: "method"; readonly name: string; readonly task: Extract<Meaning, { means: "task" }> };

export type Meanings = Map<string, Meaning>;

/** What an expression stands for: `cw.map`, `pmap`, `fit.map`; null where it has nothing to do with skeletons. */
export function meaningOf(
  node: SyntaxNode | undefined,
  meanings: ReadonlyMap<string, Meaning>,
  shadowed: (name: string) => boolean = () => false,
): Meaning | null {
  if (node?.type === "identifier") return shadowed(node.text) ? null : (meanings.get(node.text) ?? null);
  if (node?.type !== "attribute") return null;
  const owner = meaningOf(node.children[0], meanings, shadowed);
  const name = node.children[1]?.text ?? "";
  if (owner?.means === "package") return { means: "member", name };
  return owner?.means === "task" && name === "map" ? { means: "method", name, task: owner } : null;
}

/** What an import makes its names stand for; null for a name that has nothing to do with skeletons. */
export function importedMeanings(node: SyntaxNode): [string, Meaning | null][] {
  if (node.type === "import_statement") return node.children.map(importedModule);
  const [module, ...names] = node.children;
  const ours = dotted(module) === "cellweave";
  return names
    .filter(({ type }) => type === "dotted_name" || type === "aliased_import")
    .map((child) => {
      const name = child.type === "aliased_import" ? dotted(child.children[0]) : dotted(child);
      const alias = child.type === "aliased_import" ? (child.children[1]?.text ?? name) : name;
      return [alias, ours ? { means: "member", name } : null];
    });
}

function importedModule(child: SyntaxNode): [string, Meaning | null] {
  if (child.type !== "aliased_import") {
    const [first = ""] = dotted(child).split(".");
    return [first, first === "cellweave" ? { means: "package" } : null];
  }
  const alias = child.children[1]?.text ?? "";
  return [alias, dotted(child.children[0]) === "cellweave" ? { means: "package" } : null];
}

function dotted(node: SyntaxNode | undefined): string {
  return node?.type === "dotted_name" ? node.children.map(({ text }) => text).join(".") : (node?.text ?? "");
}
