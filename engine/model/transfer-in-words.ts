import { bytesInWords } from "./bytes-in-words.ts";
import type { TransferProgress } from "./target.ts";

/** "Installing six", "data.csv: 12 MB of 80 MB, 4 MB/s" */
export function transferInWords({ text, bytes, totalBytes, bytesPerSecond }: TransferProgress): string {
  if (bytes === undefined) return text;
  const all = totalBytes === undefined ? "" : ` of ${bytesInWords(totalBytes)}`;
  const speed = bytesPerSecond === undefined ? "" : `, ${bytesInWords(bytesPerSecond)}/s`;
  return `${text}: ${bytesInWords(bytes)}${all}${speed}`;
}
