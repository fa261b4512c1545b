export const frameGap = 56;

interface Sized {
  readonly width: number;
  readonly height: number;
}

/** Puts blocks side by side in their order, in rows about as wide as a screen is to its height. */
export function shelve<Block extends Sized>(blocks: readonly Block[]): { block: Block; x: number; y: number }[] {
  const area = blocks.reduce((sum, { width, height }) => sum + width * height, 0);
  const wide = Math.max(1400, Math.sqrt(area) * 1.6);
  let [x, y, shelf] = [0, 0, 0];
  return blocks.map((block) => {
    if (x > 0 && x + block.width > wide) [x, y, shelf] = [0, y + shelf + frameGap, 0];
    const placed = { block, x, y };
    x += block.width + frameGap;
    shelf = Math.max(shelf, block.height);
    return placed;
  });
}
