/** A table read back from the text form of a data frame. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const mostColumns = 8;

/** The rows of a frame printed by pandas, or null when the text does not line up as one. */
export function tableRows(text: string): TextTable | null {
  const lines = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\[\d+ rows x \d+ columns\]$/.test(line.trim()));
  const [first, ...rest] = lines;
  if (first === undefined || rest.length === 0 || !/^\s/.test(first)) return null;
  const cells = rest.map(split);
  const names = split(first.trim());
  const width = names.length + 1;
  if (!cells.every((row) => row.length === width)) return null;
  return { head: ["", ...names].slice(0, mostColumns), rows: cells.map((row) => row.slice(0, mostColumns)) };
}

function split(line: string): string[] {
  return line.trim().split(/\s{2,}|(?<=\S)\s(?=-?\d+(?:\.\d+)?(?:\s|$))/);
}
