import type { Gathered } from "../../../model/skeleton.ts";
import type { AuthorText } from "../author-text.ts";
import { type Edit, insert } from "../outline/assemble.ts";
import type { LoopShape } from "../shapes.ts";

const containers: { readonly [by in Gathered["by"]]?: string } = { append: "list", extend: "list", "set-item": "dict" };

/** `for x in xs:` as `for x in cw.each(xs, gather={"rows": list}):`. */
export function writeLoop(text: AuthorText, { iterable, gather }: LoopShape, each: string): Edit[] {
  const gathered = gather.flatMap(({ name, by }) =>
    containers[by] === undefined ? [] : `"${name}": ${containers[by]}`,
  );
  const reduced = gather.flatMap((item) => (item.by === "fold" ? `"${item.name}": "${item.operator}"` : []));
  const said = [
    ...(gathered.length > 0 ? [`gather={${gathered.join(", ")}}`] : []),
    ...(reduced.length > 0 ? [`reduce={${reduced.join(", ")}}`] : []),
  ];
  // Without brackets, items that are written one by one would be arguments.
  const bare = text.root.children.some((node) =>
    node.children.some(({ type, start }) => type === "expression_list" && start === iterable.start),
  );
  return [
    insert(text, iterable.start, `${each}(${bare ? "(" : ""}`),
    insert(text, iterable.end, [bare ? ")" : "", ...said.map((part) => `, ${part}`), ")"].join("")),
  ];
}
