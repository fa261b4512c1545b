import { freeMemory } from "../drivers/local/free-memory.ts";
import { parseSize } from "../run/parse-size.ts";
import { badUse } from "./usage.ts";

/** Bytes that `--memory` allows: "4G", or "50%" of the machine's or the container's; null when it was left out. */
export function memoryLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  const size = parseSize(text.trim());
  const bytes = size && ("bytes" in size ? size.bytes : size.share * freeMemory().total);
  if (bytes !== null && bytes > 0) return bytes;
  throw badUse(`--memory takes a size as in 4G or 50%, not "${text}"`);
}
