/** The world failed while setting up: a code from `engine/errors.ts`, what happened, and what to do. */
export class SetupFailure extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} hint
   */
  constructor(code, message, hint) {
    super(message);
    this.name = "SetupFailure";
    this.code = code;
    this.hint = hint;
  }
}

/**
 * What a person reads when a command of ours stops: three lines for what was foreseen, the whole error for what was not.
 * @param {unknown} error
 */
export function describeFailure(error) {
  if (error instanceof SetupFailure) return `\n${error.code}: ${error.message}\n${error.hint}\n`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
