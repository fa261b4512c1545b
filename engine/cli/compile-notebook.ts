import { type Compiled, compile } from "../compile.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";

/** A notebook file, compiled; diagnostics are those of reading it and of all phases. */
export async function compileNotebook(path: string): Promise<Compiled> {
  const [notebook, parser] = await Promise.all([openNotebook(path), loadParser()]);
  const compiled = compile(notebook.flow, { parser });
  const diagnostics: readonly Diagnostic[] = [...notebook.diagnostics, ...compiled.diagnostics];
  return { ...compiled, diagnostics };
}
