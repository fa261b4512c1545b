/** A cell of a script that marks its cells in comments, or all of it. */
export interface ScriptCell {
  readonly kind: "code" | "markdown";
  readonly source: string;
  readonly tags: readonly string[];
}

// `# %%` begins a cell; so does `# + tags=["parameters"]`, which `# -` ends.
const mark = /^# (?:%%(?<percent>.*)|\+(?<light>(?:\s.*)?)|(?<end>-)\s*)$/;

/** The cells of a Python script: as its marks say, else the whole as one. */
export function scriptCells(text: string): ScriptCell[] {
  const cells: { kind: "code" | "markdown"; tags: string[]; lines: string[] }[] = [];
  let current = begin("");
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const found = mark.exec(line)?.groups;
    if (!found) {
      current.lines.push(line);
      continue;
    }
    cells.push(current);
    current = begin(found.percent ?? found.light ?? "");
  }
  cells.push(current);
  return cells.flatMap(({ kind, tags, lines }) => {
    const source = (kind === "markdown" ? lines.map((line) => line.replace(/^# ?/, "")) : lines).join("\n").trim();
    return source === "" ? [] : [{ kind, source: withoutHeader(source), tags }].filter((cell) => cell.source !== "");
  });
}

function begin(options: string): { kind: "code" | "markdown"; tags: string[]; lines: string[] } {
  const [, listed] = /tags?\s*=\s*\[([^\]]*)\]/.exec(options) ?? [];
  const tags = [...(listed ?? "").matchAll(/["']([^"']+)["']/g)].map((match) => match[1] ?? "");
  return { kind: /\[(?:markdown|md)\]/.test(options) ? "markdown" : "code", tags, lines: [] };
}

/** The script without the notes that Jupytext keeps at its top. */
function withoutHeader(source: string): string {
  return source.replace(/^# ---\n(?:#.*\n)*?# ---\n?/, "").trim();
}
