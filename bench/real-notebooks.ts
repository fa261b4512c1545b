import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../scripts/setup/root.mjs";

export interface RealNotebook {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Notebooks as people write them: those in `bench/notebooks`, cells divided by `# %%`, and the examples. */
export function realNotebooks(): RealNotebook[] {
  return [...dividedNotebooks(join(root, "bench", "notebooks")), ...exampleNotebooks(join(root, "examples"))];
}

function dividedNotebooks(folder: string): RealNotebook[] {
  return filesIn(folder, ".py").map((path) => {
    const [, ...cells] = readFileSync(path, "utf8").split(/^# %%\n/m);
    return { name: basename(path, ".py"), cells: cells.map((cell) => cell.trimEnd()) };
  });
}

function exampleNotebooks(folder: string): RealNotebook[] {
  return filesIn(folder, ".ipynb")
    .slice(0, 3)
    .map((path) => {
      const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
        cells: { cell_type: string; source: string | string[] }[];
      };
      const code = cells.filter(({ cell_type }) => cell_type === "code");
      return { name: basename(path, ".ipynb"), cells: code.map(({ source }) => [source].flat().join("")) };
    });
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
