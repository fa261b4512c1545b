import type { Flow, FlowCell } from "../../model/flow.ts";
import type { Seal, SealedCell } from "../../model/verdict.ts";
import { codeHash } from "../../python/code-hash.ts";

/** What a seal is of: the code cells that are not empty, in order, comments and layout left aside. */
export function sealedCells(flow: Flow): SealedCell[] {
  const code = flow.cells.filter(({ kind, source }) => kind === "code" && source.trim() !== "");
  return code.map((cell) => ({ id: cell.id, hash: hashOf(cell) }));
}

/** Whether a seal says that the flow as it is now gives the same both ways. */
export function sealHolds(seal: Seal, flow: Flow): boolean {
  if (seal.verdict.verdict !== "equivalent") return false;
  const now = sealedCells(flow);
  return (
    now.length === seal.cells.length &&
    now.every(({ id, hash }, index) => seal.cells[index]?.id === id && seal.cells[index]?.hash === hash)
  );
}

/** A semicolon at the end hides what the cell shows; what was placed on it changes how it runs in the flow. */
function hashOf({ source, placement }: FlowCell): string {
  const { environment, skeleton, after, split, overrides } = placement;
  const placed = JSON.stringify([environment, skeleton, after, split, overrides]);
  return `${codeHash(source)}${source.trimEnd().endsWith(";") ? ";" : ""}${placed === bare ? "" : placed}`;
}

const bare = JSON.stringify(Array.from({ length: 5 }, () => null));
