/**
 * Every code Cellweave may show, in one table. A code is never reused; `docs/errors.md` documents each, and a test
 * holds the two together. 1 notebook · 2 dataflow · 3 decomposer · 4 plan · 5 run · 6 targets · 7 server · 8 editor · 9 command line
 */
export const codes = {
  CW1001: "The file is not valid JSON",
  CW1002: "The file is not a notebook",
  CW1003: "The notebook's format is too old or too new",
  CW1004: "The file is not valid UTF-8",
  CW1005: "Two cells have the same id",
  CW1006: "A cell or an output is of a kind that Cellweave does not know",
  CW1007: "The notebook is too large to open",
  CW1008: "The file changed while it was being saved",
  CW1009: "The notebook could not be read or written",
  CW1010: "An edit does not fit the file on disk",
} as const satisfies Record<string, string>;

export type Code = keyof typeof codes;

/** The world failed: thrown, with a code from the table, what happened, and what to do. */
export class CodedError extends Error {
  readonly code: Code;
  readonly hint: string;

  constructor(code: Code, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CodedError";
    this.code = code;
    this.hint = hint;
  }
}
