import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { testPython } from "./run-cells.ts";

const makeWheel = `
import sys, zipfile
name, version, text, folder = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}.py", text)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

export interface SmallPackage {
  readonly name: string;
  readonly version: string;
  /** Its one module. */
  readonly source: string;
}

/** URL of a package index, a folder, that holds these packages. */
export function packageIndex(packages: readonly SmallPackage[]): string {
  const root = mkdtempSync(join(tmpdir(), "cellweave-index-"));
  for (const { name, version, source } of packages) {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    execFileSync(testPython.path, ["-c", makeWheel, name, version, source, folder]);
    const files = packages
      .filter((one) => one.name === name)
      .map((one) => `${name}-${one.version}-py3-none-any.whl`)
      .map((file) => `<a href="${file}">${file}</a>`);
    writeFileSync(join(folder, "index.html"), `<!DOCTYPE html>${files.join("")}`);
  }
  return pathToFileURL(root).href;
}
