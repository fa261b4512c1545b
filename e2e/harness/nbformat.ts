import { execFileSync } from "node:child_process";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";

const program = `
import sys, nbformat
notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
nbformat.validate(notebook)
print("valid")
`;

/** What nbformat's own validator says of a notebook file: "valid", or its complaint. */
export function validateNotebook(path: string): string {
  try {
    return execFileSync(environmentPython, ["-c", program, path], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error);
  }
}
