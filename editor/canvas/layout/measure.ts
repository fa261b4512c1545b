import type { DocumentCell } from "../../document/content.ts";

export const cellWidth = 296;
const header = 38;
const line = 18;
const noteLine = 19;
const lettersInLine = 36;
const codePadding = 16;
const footer = 30;
export const outputHeight = 84;
/** What stands between code and output where something of the cell runs apart. */
export const apartHeight = 62;
export const mostLines = 6;

/**
 * The cell's height on the canvas, told from its text and whether something of it runs apart: what is drawn is never
 * measured, and a result that comes in finds its room ready.
 */
export function cellHeight(cell: DocumentCell, apart = false): number {
  const rows = cell.source.trimEnd().split("\n", mostLines);
  if (cell.kind !== "code") return header + codePadding + noteLines(rows) * noteLine;
  const lines = Math.max(1, Math.min(mostLines, rows.length));
  return (
    header + codePadding + lines * line + (hasOutputRoom(cell) ? outputHeight : 0) + (apart ? apartHeight : 0) + footer
  );
}

/** Text wraps: told from its length, since measuring it would need the page. */
function noteLines(rows: readonly string[]): number {
  const wrapped = rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(row.length / lettersInLine)), 0);
  return Math.max(1, Math.min(mostLines, wrapped));
}

export function hasOutputRoom(cell: DocumentCell): boolean {
  return cell.kind === "code" && (cell.outputs.length > 0 || shows(cell.source));
}

const calls = /\b(?:print|display|pprint|show|plot|head|describe|info|hist|scatter|imshow|tqdm)\s*\(|^\s*[!%]/m;
const silent =
  /^(?:import|from|def|class|if|for|while|with|try|except|finally|else|elif|del|pass|assert|raise|return|global|@|#|\)|\]|\})/;

/** Whether the code looks as if it displays something: it prints or plots, or ends with an expression. */
function shows(source: string): boolean {
  if (calls.test(source)) return true;
  const last = source.trimEnd().split("\n").at(-1) ?? "";
  if (last.trim() === "" || /^\s/.test(last) || last.trimEnd().endsWith(";")) return false;
  return !silent.test(last) && !/^[^=!<>()]*[^=!<>]=(?!=)/.test(last);
}
