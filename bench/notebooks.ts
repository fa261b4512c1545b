import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { notebookText } from "../e2e/harness/notebook.ts";

/** Writes a notebook of these code cells and returns its path. */
export function writeCells(folder: string, name: string, sources: readonly string[]): string {
  const path = join(folder, name);
  const cells = Object.fromEntries(sources.map((source, index) => [`cell-${index}`, source]));
  writeFileSync(path, notebookText(cells));
  return path;
}

/**
 * Cells as analyses have them: a few lines each, that read what some cells before made. Another series has other names,
 * so that nothing is known of its cells beforehand.
 */
export function analysisCells(count: number, series = 0): string[] {
  const frame = (index: number) => `frame_${series}_${index}`;
  return Array.from({ length: count }, (_, index) => {
    const reads = index === 0 ? "range(10)" : frame(Math.floor(index / 2));
    return [
      `# Part ${index}`,
      ...(index % 50 === 0 ? ["import math"] : []),
      `def scale_${index}(values, factor=${index % 7}):`,
      "    return [math.sqrt(abs(value)) * factor for value in values if value is not None]",
      `${frame(index)} = scale_${index}(${reads})`,
      `total_${index} = sum(${frame(index)}) + len(${frame(Math.max(0, index - 3))})`,
      `print(f"part ${index}: {total_${index}:.2f}")`,
    ].join("\n");
  });
}
