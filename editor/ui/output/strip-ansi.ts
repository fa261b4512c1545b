// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes start with the escape character.
export const terminalCodes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
export const escapeCode = "\u001b";

/** The text without any terminal codes. */
export function stripAnsi(text: string): string {
  return text.includes(escapeCode) ? text.replace(terminalCodes, "") : text;
}
