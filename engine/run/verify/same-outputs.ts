import { joinLines, type Output } from "../../model/notebook.ts";

/**
 * Null when two cells showed the same, apart from what no two runs agree on: times, addresses, names of temporary
 * files, ids made up for a page, the order of a set. Else the first that differs, both ways.
 */
export function outputDifference(
  left: readonly Output[],
  right: readonly Output[],
): { readonly left: string; readonly right: string } | null {
  const [mine, theirs] = [merged(left), merged(right)];
  for (let index = 0; index < Math.max(mine.length, theirs.length); index++) {
    const [a, b] = [mine[index] ?? "", theirs[index] ?? ""];
    if (a === b) continue;
    if (steady(a) !== steady(b)) return { left: excerpt(a, b), right: excerpt(b, a) };
  }
  return null;
}

/** Each output as text; texts of one stream are one output, whatever pieces they came in. */
function merged(outputs: readonly Output[]): string[] {
  const texts: string[] = [];
  let stream: string | null = null;
  for (const output of outputs) {
    if (output.output_type === "stream") {
      const text = joinLines(output.text);
      if (stream === output.name) texts.push((texts.pop() ?? "") + text);
      else texts.push(`${output.name}: ${text}`);
      stream = output.name;
      continue;
    }
    stream = null;
    texts.push(textOf(output));
  }
  return texts;
}

function textOf(output: Exclude<Output, { output_type: "stream" }>): string {
  if (output.output_type === "error")
    return [`${output.ename}: ${output.evalue}`, ...output.traceback].join("\n").replaceAll(colours, "");
  const parts = Object.entries(output.data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([type, data]) =>
        `${type}\n${typeof data === "string" ? data : Array.isArray(data) ? data.join("") : JSON.stringify(data)}`,
    );
  return [output.output_type, ...parts].join("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one
const colours = /\u001b\[[0-9;]*m/g;

const unsteady: readonly (readonly [RegExp, string])[] = [
  [/\b0x[0-9a-f]{6,}/gi, "0x…"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "…-…"],
  [/\btmp[a-z0-9_]{8}\b/g, "tmp…"],
  [/\b(?:sk-container-id|sk-estimator-id)-\d+/g, "sk-…"],
  [/\bT_[0-9a-f]{5}(?=[_" ])/g, "T_…"],
  [/(?<=\b(?:id|clip-path|xlink:href|href|fill)=")(?:url\()?#?[\w-]+\)?(?=")/g, "…"],
  [/<dc:date>[^<]*<\/dc:date>/g, ""],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?/g, "…date…"],
  [/\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?\b/g, "…:…"],
  [/\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*(?:it|s|ms|batches|ex)\/(?:s|it|step|batch)\b/g, "…/s"],
  [/\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*(?:ns|[µμu]s|ms|s|sec|secs|seconds?|minutes?|min)\b/g, "… s"],
];

function steady(text: string): string {
  const replaced = unsteady.reduce((now, [pattern, sign]) => now.replaceAll(pattern, sign), text);
  // Progress is written over: what a line ended as counts.
  const shown = replaced.replace(/[^\n]*\r(?!\n)/g, "");
  return shown.replace(/\{([^{}:]*)\}/g, (_, items: string) => `{${items.split(/,\s*/).sort().join(", ")}}`);
}

/** The piece around the first character in which a text differs from the other. */
function excerpt(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  const from = Math.max(0, at - 40);
  const piece = text.slice(from, at + 80);
  return `${from > 0 ? "…" : ""}${piece}${at + 80 < text.length ? "…" : ""}`;
}
