import { type Code, CodedError } from "../errors.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Flow } from "../model/flow.ts";
import type { NotebookVersion } from "../model/wire.ts";
import { parseNotebook } from "../phases/1-parse/parse-notebook.ts";
import { readNotebookFile } from "../run/notebook-file.ts";

export interface OpenedNotebook {
  readonly text: string;
  readonly version: NotebookVersion;
  readonly flow: Flow;
  readonly diagnostics: readonly Diagnostic[];
}

const notANotebook = "The file is not a notebook.";

/** A notebook file as text and as a flow. Errors: CW1001 to CW1004, CW1007, CW1009. */
export async function openNotebook(path: string): Promise<OpenedNotebook> {
  const { text, version } = await readNotebookFile(path);
  const { readable, flow, diagnostics } = parseNotebook(text);
  if (readable) return { text, version, flow, diagnostics };
  const reason = diagnostics[0];
  throw new CodedError(
    (reason?.code ?? "CW1002") as Code,
    `${path}: ${reason?.message ?? notANotebook}`,
    reason?.hint ?? "Open a file that Jupyter made.",
  );
}
