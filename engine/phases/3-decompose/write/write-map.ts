import { mapSettings } from "@cellweave/nodes/define-skeleton";
import type { AuthorText } from "../author-text.ts";
import { type Edit, replace } from "../outline/assemble.ts";
import { type ComprehensionParts, plainCall } from "./comprehension-parts.ts";

const reserved: ReadonlySet<string> = new Set(Object.keys(mapSettings));

/** `[f(x, C=c) for x in xs]` as `cw.map(f, xs, C=c)`; what is no plain call becomes a lambda. */
export function writeMap(text: AuthorText, parts: ComprehensionParts, map: string): Edit | null {
  const { source } = text;
  const [element, value] = parts.element;
  if (element === undefined) return null;
  const item = source.slice(parts.target.start, parts.target.end);
  const plain = value === undefined ? plainCall(element, parts.target, reserved) : null;
  const simple = parts.target.type === "identifier";
  const called = plain !== null && simple && plain.items.length === 1 ? plain : null;
  if (called === null && !simple) return null;
  const said = parts.element.map(({ start, end }) => source.slice(start, end)).join(", ");
  const body =
    called === null
      ? `lambda ${item}: ${value === undefined ? said : `(${said})`}`
      : source.slice(called.callee.start, called.callee.end);
  const named = (called?.named ?? []).map(({ start, end }) => `, ${source.slice(start, end)}`).join("");
  const call = `${map}(${body}, ${itemsOf(text, parts)}${named})`;
  return replace(text, parts.node, wrapped[parts.kind](call));
}

const wrapped: { readonly [kind in ComprehensionParts["kind"]]: (call: string) => string } = {
  list: (call) => call,
  generator: (call) => call,
  set: (call) => `set(${call})`,
  dict: (call) => `dict(${call})`,
};

/** The items that the conditions leave. */
export function itemsOf({ source }: AuthorText, { target, iterable, conditions }: ComprehensionParts): string {
  const items = source.slice(iterable.start, iterable.end);
  if (conditions.length === 0) return items;
  const item = source.slice(target.start, target.end);
  const wanted = conditions.map(({ start, end }) => ` if ${source.slice(start, end)}`).join("");
  return `[${item} for ${item} in ${items}${wanted}]`;
}
