import type { Diagnostic } from "../../model/diagnostic.ts";
import { cellNumber, type Flow, type FlowCell } from "../../model/flow.ts";
import { defineExporter } from "../exporter.ts";
import { identifier } from "../names.ts";
import { usesPackage } from "../package-note.ts";
import { type Parameter, parameterCell, parametersOf } from "../parameters.ts";
import { scriptCell } from "./script-cell.ts";

/** One readable script that leaves the notebook's final variables. */
export const python = defineExporter({
  title: "Python script",
  description: "One readable .py with arguments for the parameters.",
  render({ name, flow, apart, parser }) {
    const parameters = parametersOf(flow, parser);
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
    const file = `${identifier(name) || "notebook"}.py`;
    const head = [
      docstring(name, flow),
      [...imports]
        .sort()
        .map((module) => `import ${module}`)
        .join("\n"),
      shows || display ? showing(display) : "",
    ];
    const text = `${[...head, ...pieces].filter((piece) => piece !== "").join("\n\n")}\n`;
    return {
      files: [{ path: file, text }],
      diagnostics,
      command: `python3 ${file}${parameters.length > 0 ? " --help" : ""}`,
      validation: { command: ["python3", "-m", "py_compile", file], install: "install Python 3.9 or later" },
    };
  },
});

function docstring(name: string, flow: Flow): string {
  const title = flow.cells.find((cell) => cell.kind === "markdown" && /^#\s/.test(cell.source))?.source.split("\n")[0];
  return `"""${(title?.replace(/^#+\s*/, "") ?? name).replace(/[\\"]/g, "'")}"""`;
}

const comment = (markdown: string) =>
  markdown
    .trim()
    .split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");

function showing(display: boolean): string {
  const show =
    'def show(*values):\n    """Prints what a notebook would display."""\n    for value in values:\n        if value is not None:\n            print(value)';
  return display ? `${show}\n\n\ndisplay = show` : show;
}

/** Lets whoever calls the script set the parameters. */
function taking(parameters: readonly Parameter[]): string {
  const lines = parameters.map(({ name, type, list }) => {
    const how = type === "bool" ? "action=argparse.BooleanOptionalAction" : `type=${type}`;
    const option = `--${name.replaceAll("_", "-")}`;
    return `_arguments.add_argument(${JSON.stringify(option)}, dest=${JSON.stringify(name)}, ${how}${list ? ', nargs="*"' : ""}, default=${name})`;
  });
  return [
    "_arguments = argparse.ArgumentParser(description=__doc__)",
    ...lines,
    "globals().update(vars(_arguments.parse_args()))",
    "del _arguments",
  ].join("\n");
}

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
