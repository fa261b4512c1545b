/** A line of a text that becomes another: it stays, goes, or comes. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** The lines that differ, each stretch with the line before and after it. The longest common lines stay. */
export function lineDiff(before: string, after: string): readonly (readonly DiffLine[])[] {
  const lines = allLines(before.split("\n"), after.split("\n"));
  const near = (at: number) => lines.slice(Math.max(0, at - 1), at + 2).some(({ sign }) => sign !== " ");
  const stretches: DiffLine[][] = [];
  lines.forEach((line, at) => {
    if (!near(at)) return;
    const last = stretches.at(-1);
    if (last === undefined || !near(at - 1)) stretches.push([line]);
    else last.push(line);
  });
  return stretches;
}

function allLines(a: readonly string[], b: readonly string[]): DiffLine[] {
  const common = commonLengths(a, b);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i] as string });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(common, i + 1, j) >= at(common, i, j + 1)))
      lines.push({ sign: "-", text: a[i++] as string });
    else lines.push({ sign: "+", text: b[j++] as string });
  }
  return lines;
}

/** For each pair of places, how many lines the rests have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (common[i] as number[])[j] =
        a[i] === b[j] ? at(common, i + 1, j + 1) + 1 : Math.max(at(common, i + 1, j), at(common, i, j + 1));
  return common;
}

function at(common: readonly (readonly number[])[], i: number, j: number): number {
  return common[i]?.[j] ?? 0;
}
