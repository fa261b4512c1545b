import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

/** The Python of the tests: it has nbformat. */
export const testPython = process.env.CELLWEAVE_TEST_PYTHON ?? (existsSync(own) ? own : "python3");

const validator = `
import io, json, sys, nbformat
verdicts = []
for text in json.load(sys.stdin):
    try:
        notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        verdicts.append(None)
    except Exception as error:
        verdicts.append(f"{type(error).__name__}: {str(error)[:300]}")
print(json.dumps(verdicts))
`;

/** What nbformat's own validator finds wrong with each notebook; null where nothing. */
export function validate(texts: readonly string[]): (string | null)[] {
  const options = { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(testPython, ["-W", "error", "-c", validator], options)) as (string | null)[];
}

const rewriter = `
import json, sys, nbformat
print(json.dumps([nbformat.writes(nbformat.reads(text, as_version=4)) + "\\n" for text in json.load(sys.stdin)]))
`;

/** Each notebook as Jupyter would save it. */
export function asJupyterSaves(texts: readonly string[]): string[] {
  const options = { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(testPython, ["-c", rewriter], options)) as string[];
}
