import type { CellInRun } from "./running.ts";

/** What the guard holds back until it is allowed. */
const irrevocable = /^(fs:write:|net$|subprocess$|sqlite3:)/;

/** Whether it did what cannot be taken back. */
export function hasActed(cell: CellInRun): boolean {
  return cell.record?.effects.some((effect) => irrevocable.test(effect)) ?? false;
}
