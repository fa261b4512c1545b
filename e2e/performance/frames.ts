import type { Page } from "@playwright/test";

declare global {
  interface Window {
    measuredFrames?: number[];
  }
}

/** The time of each frame, in milliseconds, that the page drew while the action went on. */
export async function framesDuring(page: Page, action: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    window.measuredFrames = frames;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      if (window.measuredFrames === frames) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await action();
  return page.evaluate(() => {
    const frames = window.measuredFrames ?? [];
    delete window.measuredFrames;
    return frames;
  });
}

/** The value that 95 of 100 do not exceed. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}
