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
  CW1011: "The file begins with a byte order mark",
  CW1012: "The file holds NaN or Infinity",
  CW1013: "Cellweave's metadata is not of the form it writes",
  CW1014: "A part of the notebook is not what the format says",
  CW1015: "No cell is tagged `parameters`",
  CW2001: "The cell is not valid Python",
  CW2002: "A name is used before a later cell defines it",
  CW2003: "No cell defines a name",
  CW2004: "A name is defined after its use, but was run in another order",
  CW2005: "A definition that a cell ran with is gone from the notebook",
  CW2006: "A cell needs a name that only it defines",
  CW2007: "A cell may give another result each time",
  CW2008: "A value cannot leave its process",
  CW2009: "Nothing can run beside a cell",
  CW2010: "A cell can never run",
  CW2011: "A name is used after it was deleted",
  CW2012: "The notebook is not written in Python",
  CW3001: "A cell cannot be taken apart",
  CW3002: "A cell is not taken apart at a line",
  CW3003: "A skeleton's option has a value that it cannot take",
  CW3004: "A skeleton's option is known only when the cell runs",
  CW3005: "A skeleton does not have this option",
  CW3006: "What a task asks of its environment cannot be read",
  CW3007: "The rounds of a loop cannot run at once",
  CW3008: "The branches of a fork cannot run at once",
  CW3009: "The tasks of a cell ask for different images",
  CW3901: "A file outside of the notebook's folder is not exported",
  CW7001: "The access token is missing or wrong",
  CW7002: "The request came from another site or under a foreign host name",
  CW7003: "The path does not lead to a notebook under the served folder",
  CW7004: "There is no such notebook",
  CW7005: "The request does not have the right form",
  CW7006: "There is no such run",
  CW7007: "There is no such page",
  CW7008: "The server failed",
  CW7009: "The folder to serve does not exist",
  CW7010: "The port is in use",
  CW7011: "There is no such sample",
  CW7012: "The request is too large",
  CW7013: "The run was lost with the server that started it",
  CW7014: "No Python was found to run the notebook",
  CW7015: "The editor has not been built",
  CW7016: "A notebook of this name exists already",
  CW7017: "The run's outputs could not be written into the notebook",
  CW7018: "The record of runs could not be opened",
  CW7019: "There is no such verification",
  CW8001: "The server does not answer",
  CW8002: "The server refused a request without saying why",
  CW9001: "The command line is not understood",
  CW9002: "The Python to run with was not found",
  CW9003: "Cellweave is not built",
  CW9004: "Cells were changed in the file during the run",
  CW9005: "The folder to write to is not empty",
  CW9006: "What checks an export could not be started",
  CW9007: "A data file could not be taken along",
  CW9501: "Node is too old",
  CW9502: "The packages could not be installed",
  CW9503: "No Python of a version that Cellweave uses was found",
  CW9504: "The Python cannot make a virtual environment",
  CW9505: "The Python packages could not be installed",
  CW9506: "A package of the system could not be installed",
  CW9507: "No browser was found for the end-to-end tests",
  CW9508: "The engine and the server could not be built",
  CW9509: "The editor could not be built",
  CW9510: "The runner could not be packed",
  CW5001: "A waiting cell could not be let go",
  CW5002: "What a run learnt could not be stored",
  CW5003: "The variables of two runs could not be compared",
  CW5004: "A stored value was damaged or gone",
  CW5005: "The limit of the store is not a size",
  CW5010: "A job could not be stopped",
  CW5011: "Values could not be stored",
  CW5012: "A cell that wrote files or used the network runs a second time",
  CW5013: "A step may need more memory than there is",
  CW5014: "A pinned result is out of date",
  CW6001: "The chosen Python could not be started",
  CW6002: "A job could not be started",
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
