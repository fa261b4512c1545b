import type { OnBytes } from "./agent-link.ts";

export interface Piece {
  readonly at: number;
  readonly length: number;
}

/** Enough that the way is never idle between a piece's end and the next one's beginning. */
const atOnce = 8;

/** From where to go on with a file that was moved in pieces up to `arrived` before it was cut off: what is before is whole. */
export function resumeFrom(arrived: number, size: number): number {
  return Math.max(0, arrived - atOnce * size);
}

/** Moves bytes `from` to `to` in pieces, several on their way at once, in any order. */
export async function inPieces(
  from: number,
  to: number,
  size: number,
  onBytes: OnBytes,
  move: (at: number, length: number) => Promise<void>,
): Promise<void> {
  let next = from;
  let done = from;
  const mover = async () => {
    while (next < to) {
      const at = next;
      const length = Math.min(size, to - at);
      next += length;
      await move(at, length);
      done += length;
      onBytes(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, mover));
}
