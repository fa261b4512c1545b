import type { Flow } from "../../model/flow.ts";
import type { Parameter } from "../parameters.ts";

export function docstring(name: string, flow: Flow): string {
  const title = flow.cells.find((cell) => cell.kind === "markdown" && /^#\s/.test(cell.source))?.source.split("\n")[0];
  return `"""${(title?.replace(/^#+\s*/, "") ?? name).replace(/[\\"]/g, "'")}"""`;
}

export const comment = (markdown: string) =>
  markdown
    .trim()
    .split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");

export function showing(display: boolean): string {
  const show =
    'def show(*values):\n    """Prints what a notebook would display."""\n    for value in values:\n        if value is not None:\n            print(value)';
  return display ? `${show}\n\n\ndisplay = show` : show;
}

/** Lets whoever calls the script set the parameters. */
export function taking(parameters: readonly Parameter[]): string {
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
