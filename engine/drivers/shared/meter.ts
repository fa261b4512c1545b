import type { TransferProgress } from "../../model/target.ts";
import type { OnBytes } from "./agent-link.ts";

export type OnProgress = (progress: TransferProgress) => void;

const betweenMilliseconds = 250;
/** What is over before anybody could read it is not told. */
const worthTelling = 1 << 20;

/** Tells how far a file is and how fast it goes, a few times a second and at its end. */
export function meter(
  what: "upload" | "download",
  text: string,
  totalBytes: number,
  onProgress: OnProgress,
): { onBytes: OnBytes; end(): void } {
  const startedAt = performance.now();
  let first: number | null = null;
  let toldAt = startedAt;
  const tell = (bytes: number, now: number) => {
    const moved = bytes - (first ?? bytes);
    const bytesPerSecond = Math.round((moved / Math.max(1, now - startedAt)) * 1000);
    onProgress({ what, text, bytes, totalBytes, bytesPerSecond });
  };
  return {
    onBytes: (bytes) => {
      const now = performance.now();
      first ??= 0;
      if (totalBytes < worthTelling || now - toldAt < betweenMilliseconds) return;
      toldAt = now;
      tell(bytes, now);
    },
    end: () => {
      if (totalBytes >= worthTelling) tell(totalBytes, performance.now());
    },
  };
}
