import { skipSpace, stringEnd, valueEnd } from "./json-scan.ts";

/** Where text stops being JSON, and what is wrong there. */
export interface JsonError {
  readonly offset: number;
  readonly reason: string;
}

type Expecting = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma" | "nothing";

const legalWord = /^(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const mergeMark = /^(?:<{7}|>{7}) /m;

/** The first place where the text is not JSON; null where it is. Each engine's own message says less, and differs. */
export function jsonError(text: string): JsonError | null {
  const merge = text.search(mergeMark);
  if (merge >= 0) return { offset: merge, reason: "the marks of an unfinished git merge stand" };
  const open: string[] = [];
  let expecting: Expecting = "value";
  let index = skipSpace(text, 0);
  while (index < text.length) {
    const letter = text.charAt(index);
    const reason = faultOf(letter, expecting, open.at(-1));
    if (reason !== null) return { offset: index, reason };
    const isContent = !"[]{},:".includes(letter);
    const error = isContent ? contentError(text, index) : null;
    if (error !== null) return error;
    index = skipSpace(text, isContent ? valueEnd(text, index) : index + 1);
    expecting = after(letter, expecting, open);
  }
  return expecting === "nothing" ? null : { offset: text.length, reason: "the file ends too early" };
}

function faultOf(letter: string, expecting: Expecting, inside: string | undefined): string | null {
  if (expecting === "nothing") return "something follows the end of the notebook";
  if (expecting === "colon") return letter === ":" ? null : "a colon is missing";
  if (closes(letter, inside)) {
    if (expecting === "value" && inside === "{") return "a value is missing";
    return expecting === "value" || expecting === "key" ? "a comma stands before the closing bracket" : null;
  }
  if (expecting === "comma") return letter === "," ? null : `a comma or ${inside === "[" ? "]" : "}"} is missing`;
  if (expecting.startsWith("key")) return letter === '"' ? null : "a key in double quotes is missing";
  return "]},:".includes(letter) ? "a value is missing" : null;
}

// What may follow, once the letter is known to be allowed; keeps the list of open brackets.
function after(letter: string, expecting: Expecting, open: string[]): Expecting {
  if (letter === ":") return "value";
  if (letter === ",") return open.at(-1) === "[" ? "value" : "key";
  if (letter === "[" || letter === "{") {
    open.push(letter);
    return letter === "[" ? "value or ]" : "key or }";
  }
  if (expecting.startsWith("key") && letter === '"') return "colon";
  if (closes(letter, open.at(-1))) open.pop();
  return open.length === 0 ? "nothing" : "comma";
}

function closes(letter: string, inside: string | undefined): boolean {
  return (letter === "]" && inside === "[") || (letter === "}" && inside === "{");
}

function contentError(text: string, start: number): JsonError | null {
  if (text[start] === '"') return stringError(text, start);
  const word = text.slice(start, valueEnd(text, start));
  return legalWord.test(word) ? null : { offset: start, reason: "a value is missing or misspelt" };
}

function stringError(text: string, start: number): JsonError | null {
  const body = text.slice(start, stringEnd(text, start));
  const slashes = /\\*(?="$)/.exec(body)?.[0].length;
  if (body.length < 2 || slashes === undefined || slashes % 2 === 1) {
    return { offset: start, reason: "the file ends inside a string that begins" };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids in a string
  const control = body.search(/[\x00-\x1f]/);
  if (control >= 0) return { offset: start + control, reason: "a line break or control character stands in a string" };
  for (const found of body.matchAll(/\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|.)/g)) {
    if (found[1] === undefined) return { offset: start + found.index, reason: "an unknown escape stands in a string" };
  }
  return null;
}
