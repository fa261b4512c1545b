const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes for people: "512 B", "3.4 MB", "12 GB". */
export function bytesInWords(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
