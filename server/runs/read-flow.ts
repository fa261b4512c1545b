import { parseNotebook } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import type { Flow } from "@cellweave/engine/model/flow";
import type { Notebooks } from "../notebooks/notebooks.ts";

/** The notebook as it is on disk. Errors: CW1002. */
export async function readFlow(notebooks: Notebooks, path: string): Promise<Flow> {
  const { text } = await notebooks.open(path);
  return flowOf(text);
}

/** Errors: CW1002. */
export function flowOf(text: string): Flow {
  const { readable, flow, diagnostics } = parseNotebook(text);
  if (readable) return flow;
  const [first] = diagnostics;
  throw new CodedError(
    "CW1002",
    first?.message ?? "The file is not a notebook.",
    first?.hint ?? "Mend it and try again.",
  );
}
