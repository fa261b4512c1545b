import { elementsOf, isSorted, memberOf, membersOf, type Span } from "./json-scan.ts";
import { type JsonStyle, lineBreak, renderString } from "./json-style.ts";

/** An element of the array as it shall be: one that stays (`from`), one that stays but changed (both), a new one (`body`). */
export interface Arranged {
  /** Its place among the elements of the file. */
  readonly from?: number;
  /** Its JSON text. */
  readonly body?: string;
}

/** A member or element with the white space around it; the commas are between the pieces. */
interface Piece {
  readonly lead: string;
  readonly body: string;
  readonly trail: string;
}

/**
 * The text of an object with some members set to other JSON text, added, or taken out (`undefined`). Members that are
 * not named keep their bytes; a new one goes to its place in the alphabet where the others are in order, else last.
 */
export function patchObject(
  text: string,
  span: Span,
  changes: ReadonlyMap<string, string | undefined>,
  style: JsonStyle,
  depth: number,
): string {
  const members = membersOf(text, span.start);
  const kept: { key: string; from?: number; body?: string }[] = [];
  for (const [from, member] of members.entries()) {
    const value = changes.get(member.key);
    // Of a repeated key the last one counts, so that is the one to change; the others stay as they are.
    if (!changes.has(member.key) || (value !== undefined && memberOf(members, member.key) !== member)) {
      kept.push({ key: member.key, from });
    } else if (value !== undefined) {
      kept.push({ key: member.key, from, body: text.slice(member.keySpan.start, member.value.start) + value });
    }
  }
  const sorted = isSorted(members);
  for (const [key, value] of changes) {
    if (value === undefined || memberOf(members, key) !== undefined) continue;
    const at = sorted ? kept.findIndex((other) => other.key > key) : -1;
    kept.splice(at < 0 ? kept.length : at, 0, { key, body: `${renderString(key, style)}${style.colon}${value}` });
  }
  const bodies = members.map((member) => ({ start: member.keySpan.start, end: member.value.end }));
  return arrange(text, span, bodies, kept, style, depth);
}

/** The text of an array with other elements: those that stay keep their bytes, wherever they go. */
export function patchArray(
  text: string,
  span: Span,
  items: readonly Arranged[],
  style: JsonStyle,
  depth: number,
): string {
  return arrange(text, span, elementsOf(text, span.start), items, style, depth);
}

// The white space after the opening and before the closing bracket belongs to the brackets; the rest goes with its piece.
function arrange(
  text: string,
  span: Span,
  bodies: readonly Span[],
  items: readonly Arranged[],
  style: JsonStyle,
  depth: number,
): string {
  const open = text.charAt(span.start);
  const close = text.charAt(span.end - 1);
  if (items.length === 0) return bodies.length === 0 ? text.slice(span.start, span.end) : open + close;
  const pieces = piecesOf(text, span, bodies);
  const opening = pieces[0]?.lead ?? lineBreak(style, depth + 1);
  const closing = pieces.at(-1)?.trail ?? lineBreak(style, depth);
  const usual = pieces[1]?.lead ?? (opening.includes("\n") ? opening : style.space);
  const parts: string[] = [open];
  for (const [index, { from, body }] of items.entries()) {
    const piece = from === undefined ? undefined : pieces[from];
    const lead = piece === undefined || from === 0 ? usual : piece.lead;
    const trail = piece === undefined || from === pieces.length - 1 ? "" : piece.trail;
    parts.push(index === 0 ? opening : `,${lead}`, body ?? piece?.body ?? "null");
    parts.push(index === items.length - 1 ? closing : trail);
  }
  return [...parts, close].join("");
}

function piecesOf(text: string, span: Span, bodies: readonly Span[]): Piece[] {
  return bodies.map((body, index) => {
    const before = bodies[index - 1];
    const next = bodies[index + 1];
    const gap = text.slice(before?.end ?? span.start + 1, body.start);
    const after = text.slice(body.end, next?.start ?? span.end - 1);
    return {
      lead: before === undefined ? gap : gap.slice(gap.indexOf(",") + 1),
      body: text.slice(body.start, body.end),
      trail: next === undefined ? after : after.slice(0, after.indexOf(",")),
    };
  });
}
