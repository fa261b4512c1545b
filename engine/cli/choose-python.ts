import { firstPython } from "../drivers/local/pythons.ts";
import { CodedError } from "../errors.ts";
import type { PythonFound } from "../model/environment.ts";
import type { Terminal } from "./command.ts";
import type { OpenedNotebook } from "./open-notebook.ts";

/** Path of the Python that is taken where no notebook says which. Errors: CW9002. */
export async function defaultPythonOf(home: string, terminal: Terminal): Promise<string> {
  const python = await firstPython({ option: null, kernelspec: null, home, env: terminal.env });
  if (python !== null) return python.path;
  throw new CodedError("CW9002", "No Python was found on this machine.", "Install Python 3.9 or newer.");
}

/** The Python that runs a notebook: the one that was named, else the one that fits best. Errors: CW9002. */
export async function choosePython(
  notebook: OpenedNotebook,
  option: string | null,
  home: string,
  terminal: Terminal,
): Promise<PythonFound> {
  const python = await firstPython({ option, kernelspec: notebook.flow.kernel.name, home, env: terminal.env });
  if (option !== null && python?.origin !== "option") {
    const hint = "Give --python the path of a Python 3.9 or newer.";
    throw new CodedError("CW9002", `${option} is not a Python that can run notebooks.`, hint);
  }
  if (python !== null) return python;
  const hint = "Install Python 3.9 or newer, or name one with --python PATH.";
  throw new CodedError("CW9002", "No Python was found on this machine.", hint);
}
