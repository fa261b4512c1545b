/** A text as Python spells it: every literal of JSON's is one of Python's. */
export const pythonText = (text: string) => JSON.stringify(text);

/** A value of a parameter as Python spells it. */
export function pythonValue(value: string | number | boolean | readonly (string | number | boolean)[]): string {
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
}

/** A word as a shell takes it unchanged. */
export function shellWord(word: string): string {
  return /^[\w.,:/=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Text as lines of a comment. */
export function hashComment(text: string, indent = ""): string[] {
  if (text.trim() === "") return [];
  return text
    .trim()
    .split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/)
    .map((line) => `${indent}# ${line}`.trimEnd());
}
