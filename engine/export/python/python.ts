import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber, type FlowCell } from "../../model/flow.ts";
import { defineExporter } from "../exporter.ts";
import { identifier } from "../names.ts";
import { usesPackage } from "../package-note.ts";
import { parameterCell, parametersOf } from "../parameters.ts";
import { parallelScript } from "./parallel-script.ts";
import { scriptCell } from "./script-cell.ts";
import { comment, docstring, showing, taking } from "./script-pieces.ts";

/** One readable script that leaves the notebook's final variables. */
export const python = defineExporter({
  title: "Python script",
  description: "One readable .py with arguments for the parameters.",
  settings: {
    parallel: {
      type: "boolean",
      title: "Steps at the same time",
      description: "Steps that need nothing of each other run in processes of concurrent.futures.",
      default: false,
    },
  },
  render(input) {
    const { name, flow, apart, parser, options } = input;
    const parameters = parametersOf(flow, parser);
    const file = `${identifier(name) || "notebook"}.py`;
    const command = `python3 ${file}${parameters.length > 0 ? " --help" : ""}`;
    const validation = { command: ["python3", "-m", "py_compile", file], install: "install Python 3.9 or later" };
    if (options?.parallel === true) {
      const { text, unsaid } = parallelScript(input);
      const diagnostics = [...usesPackage(apart.graph), ...unsaid.map(({ cell, what }) => unsayable(cell, what))];
      return { files: [{ path: file, text }], diagnostics, command, validation };
    }
    const settable = parameterCell(flow);
    const diagnostics: Diagnostic[] = [...usesPackage(apart.graph)];
    const imports = new Set<string>(parameters.length > 0 ? ["argparse"] : []);
    let shows = false;
    const pieces = flow.cells.flatMap((cell): string[] => {
      if (cell.kind === "markdown") return [comment(cell.source)];
      if (cell.kind !== "code" || cell.source.trim() === "") return [];
      const script = scriptCell(cell.source, parser);
      for (const needed of script.imports) imports.add(needed);
      shows ||= script.shows;
      for (const unsaid of script.unsaid) diagnostics.push(unsayable(cell, unsaid));
      return [script.text.trim(), ...(cell.id === settable && parameters.length > 0 ? [taking(parameters)] : [])];
    });
    const display = flow.cells.some((cell) => cell.kind === "code" && /\bdisplay\s*\(/.test(cell.source));
    const head = [
      docstring(name, flow),
      [...imports]
        .sort()
        .map((module) => `import ${module}`)
        .join("\n"),
      shows || display ? showing(display) : "",
    ];
    const text = `${[...head, ...pieces].filter((piece) => piece !== "").join("\n\n")}\n`;
    return { files: [{ path: file, text }], diagnostics, command, validation };
  },
});

function unsayable(cell: FlowCell, what: string): Diagnostic {
  return {
    code: "CW3903",
    severity: "warning",
    cell: cell.id,
    message: `Cell ${cellNumber(cell)} cannot be said in a script: ${what}. The script raises an error there.`,
    hint: "Write it in plain Python, or export to a notebook.",
    range: null,
  };
}
