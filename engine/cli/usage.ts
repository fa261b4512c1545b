import { type ParseArgsConfig, parseArgs } from "node:util";
import { CodedError } from "../errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; args: string[]; strict: true }>
>;

/** Options and operands of a command; what the command does not know is a usage error (CW9001). */
export function readOptions<const T extends Options>(parameters: string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: parameters, options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw badUse(message.split(". ")[0] ?? message);
  }
}

/** The one notebook that a command is about. */
export function onlyNotebook(operands: readonly string[]): string {
  const [path, ...others] = operands;
  if (path === undefined) throw badUse("Name a notebook");
  if (others.length > 0) throw badUse(`Name one notebook, not ${operands.length}`);
  return path;
}

export function wholeNumber(text: string | undefined, name: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw badUse(`--${name} takes a whole number from ${least} up, not "${text}"`);
}

export function badUse(message: string): CodedError {
  return new CodedError(
    "CW9001",
    `${message.replace(/\.$/, "")}.`,
    "`cellweave --help` and `cellweave COMMAND --help` explain.",
  );
}
