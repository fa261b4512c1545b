import { skipSpace, stringEnd, valueEnd } from "./json-scan.ts";

/** Where text stops being JSON, and what is wrong there. */
export interface JsonError {
  readonly offset: number;
  readonly reason: string;
}

type Expecting = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma" | "nothing";

const legalWord = /^(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** The first place where the text is not JSON; null where it is. Each engine's own message says less, and differs. */
export function jsonError(text: string): JsonError | null {
  const merge = text.search(/^(?:<{7}|>{7}) /m);
  if (merge >= 0) return { offset: merge, reason: "the marks of an unfinished git merge stand" };
  const open: string[] = [];
  let expecting: Expecting = "value";
  let index = skipSpace(text, 0);
  while (index < text.length) {
    const letter = text.charAt(index);
    const fault = (reason: string): JsonError => ({ offset: index, reason });
    const inside = open.at(-1);
    if (expecting === "nothing") return fault("something follows the end of the notebook");
    if (expecting === "colon") {
      if (letter !== ":") return fault("a colon is missing");
      expecting = "value";
      index = skipSpace(text, index + 1);
      continue;
    }
    const closes = (letter === "]" && inside === "[") || (letter === "}" && inside === "{");
    if (closes && (expecting === "comma" || expecting === "value or ]" || expecting === "key or }")) {
      open.pop();
      expecting = open.length === 0 ? "nothing" : "comma";
      index = skipSpace(text, index + 1);
      continue;
    }
    if (expecting === "comma") {
      if (letter !== ",") return fault(`a comma or ${inside === "[" ? "]" : "}"} is missing`);
      expecting = inside === "[" ? "value" : "key";
      index = skipSpace(text, index + 1);
      continue;
    }
    if (closes) return fault("a comma stands before the closing bracket");
    if (expecting.startsWith("key") && letter !== '"') return fault("a key in double quotes is missing");
    if (letter === "[" || letter === "{") {
      open.push(letter);
      expecting = letter === "[" ? "value or ]" : "key or }";
      index = skipSpace(text, index + 1);
      continue;
    }
    const wrong = letter === '"' ? stringError(text, index) : wordError(text, index);
    if (wrong !== null) return wrong;
    index = skipSpace(text, valueEnd(text, index));
    expecting = expecting.startsWith("key") ? "colon" : open.length === 0 ? "nothing" : "comma";
  }
  return expecting === "nothing" ? null : { offset: text.length, reason: "the file ends too early" };
}

function wordError(text: string, start: number): JsonError | null {
  const word = text.slice(start, valueEnd(text, start));
  return legalWord.test(word) ? null : { offset: start, reason: "a value is missing or misspelt" };
}

function stringError(text: string, start: number): JsonError | null {
  const end = stringEnd(text, start);
  const body = text.slice(start, end);
  if (end - start < 2 || !body.endsWith('"'))
    return { offset: start, reason: "the file ends inside a string that begins" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids in a string
  const control = body.search(/[\x00-\x1f]/);
  if (control >= 0) return { offset: start + control, reason: "a line break or control character stands in a string" };
  for (const found of body.matchAll(/\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|.)/g)) {
    if (found[1] === undefined) return { offset: start + found.index, reason: "an unknown escape stands in a string" };
  }
  return null;
}
