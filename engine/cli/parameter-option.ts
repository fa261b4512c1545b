import { pythonLiteral } from "../phases/1-parse/python-literal.ts";
import { badUse } from "./usage.ts";

const words: { readonly [word: string]: string } = {
  True: "True",
  true: "True",
  False: "False",
  false: "False",
  None: "None",
  null: "None",
};
const special = /^[+-]?(?:inf|infinity|nan)$/i;
const integer = /^[+-]?\d+(?:_\d+)*$/;
const float = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/;
const name = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const keywords = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** `--param name=value` options as Python expressions by name; the last one of a name counts. */
export function readParameters(options: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const option of options) {
    const equals = option.indexOf("=");
    const variable = option.slice(0, equals < 0 ? undefined : equals).trim();
    if (equals < 0) throw badUse(`--param takes name=value, not "${option}"`);
    if (!name.test(variable) || keywords.has(variable)) throw badUse(`"${variable}" is not the name of a variable`);
    parameters.set(variable, literal(option.slice(equals + 1)));
  }
  return parameters;
}

/** A value as papermill's `-p` reads it: whole number, number, True, False, None (or as YAML writes these), else text. */
function literal(value: string): string {
  if (Object.hasOwn(words, value)) return words[value] as string;
  if (special.test(value)) return `float("${value.toLowerCase()}")`;
  // Python does not take 007 for a number, and int() drops the zeros.
  if (integer.test(value)) return value.replace(/^([+-]?)0+(?=[\d_])_?/, "$1");
  if (float.test(value)) return value.replace(/^([+-]?)0+(?=\d)/, "$1");
  return pythonLiteral(value);
}
