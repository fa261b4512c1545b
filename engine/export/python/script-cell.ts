import { type Magic, translate } from "../../python/ipython.ts";
import type { PythonParser, SyntaxNode } from "../../python/parser.ts";

/** A cell as lines of a plain Python script, with the modules that they need besides, and what could not be said. */
export interface ScriptCell {
  readonly text: string;
  readonly imports: readonly string[];
  readonly shows: boolean;
  /** What of it a script cannot do, in words; it raises an error there. */
  readonly unsaid: readonly string[];
}

interface Line {
  readonly text: string;
  readonly imports?: readonly string[];
  readonly unsaid?: string;
}

/** The cell without what only IPython understands. */
export function scriptCell(source: string, parser: PythonParser): ScriptCell {
  const { python, magics } = translate(source);
  const [first] = magics;
  const whole = first?.cell ? cellMagic(first, source, parser) : null;
  if (whole) return whole;
  const { root, problems } = parser.parse(python);
  if (problems.length > 0) return refused(source, "is not valid Python");
  if (awaitsAtTop(root)) return refused(source, "awaits at its top level");
  const lines = source.split("\n");
  const replaced = replaceMagics(lines, python, magics);
  const shown = shownSpan(root, python, source);
  // A magic is a line of its own, so the last expression is where it was.
  if (shown && magics.length === 0) {
    const text = `${source.slice(0, shown.start)}${showing(source.slice(shown.start, shown.end), shown.several)}${source.slice(shown.end)}`;
    return { text, imports: [], shows: true, unsaid: [] };
  }
  return {
    text: replaced.map(({ text }) => text).join("\n"),
    imports: replaced.flatMap(({ imports }) => imports ?? []),
    shows: false,
    unsaid: replaced.flatMap(({ unsaid }) => unsaid ?? []),
  };
}

const showing = (expression: string, several: boolean) => (several ? `show((${expression}))` : `show(${expression})`);

function refused(source: string, why: string): ScriptCell {
  const comment = source.split("\n").map((line) => `# ${line}`);
  const text = [...comment, `raise NotImplementedError(${JSON.stringify(`This cell ${why}.`)})`].join("\n");
  return { text, imports: [], shows: false, unsaid: [`it ${why}`] };
}

function replaceMagics(lines: readonly string[], python: string, magics: readonly Magic[]): Line[] {
  const out: Line[] = lines.map((text) => ({ text }));
  const lineOf = (offset: number) => python.slice(0, offset).split("\n").length - 1;
  for (const magic of magics) {
    const [from, to] = [lineOf(magic.start), lineOf(magic.end)];
    const original = lines.slice(from, to + 1).join("\n");
    const indent = /^\s*/.exec(original)?.[0] ?? "";
    const target = /^\s*([^%!?]*?=)\s*[%!]/.exec(original)?.[1] ?? "";
    const made = lineMagic(magic, target.trim());
    out[from] = {
      ...made,
      text: made.text
        .split("\n")
        .map((line) => indent + line)
        .join("\n"),
    };
    for (let line = from + 1; line <= to; line++) out[line] = { text: `${indent}#` };
  }
  return out;
}

type Rewrite = (magic: Magic, target: string) => Line;

const dropped: Rewrite = ({ name, argument }) => ({ text: `pass  # %${name} ${argument}`.trimEnd() });

const rewrites: { readonly [kind: string]: Rewrite } = {
  shell: ({ argument }, target) =>
    target === ""
      ? { text: `subprocess.run(${commandText(argument)}, shell=True)`, imports: ["subprocess"] }
      : {
          text: `${target} subprocess.run(${commandText(argument)}, shell=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()`,
          imports: ["subprocess"],
        },
  help: ({ argument }) => ({ text: `pass  # ${argument}?` }),
  python: ({ argument }, target) => ({ text: target === "" ? argument || "pass" : `${target} ${argument}` }),
  timeit: dropped,
  backend: dropped,
  settings: dropped,
  data: dropped,
  history: dropped,
  packages: ({ name, argument }) => ({ text: `pass  # install before: ${name} ${argument}` }),
  cwd: ({ argument }) => ({ text: `os.chdir(os.path.expanduser(${commandText(argument)}))`, imports: ["os"] }),
  env: ({ argument }, target) => environment(argument, target),
};

function lineMagic(magic: Magic, target: string): Line {
  const rewrite = rewrites[magic.kind];
  if (rewrite) return rewrite(magic, target);
  const said = `%${magic.name}`;
  return {
    text: `raise NotImplementedError(${JSON.stringify(`${said} needs IPython.`)})`,
    unsaid: `${said} needs IPython`,
  };
}

function environment(argument: string, target: string): Line {
  const [, name, value] = /^([A-Za-z_]\w*)(?:=|\s+)(.+)$/s.exec(argument) ?? [];
  if (name !== undefined && value !== undefined)
    return { text: `os.environ[${JSON.stringify(name)}] = ${commandText(value)}`, imports: ["os"] };
  if (target !== "" && /^\w+$/.test(argument))
    return { text: `${target} os.environ[${JSON.stringify(argument)}]`, imports: ["os"] };
  return { text: `pass  # %env ${argument}` };
}

const expansion =
  /\{\{|\}\}|\$\$|\{([\p{ID_Start}_][\p{ID_Continue}.[\]"']*)\}|\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu;

/** A command as a Python string: `{name}` and `$name` are filled in, `$HOME` is the shell's own. */
function commandText(command: string): string {
  const pieces: { readonly text: string; readonly filled: boolean }[] = [];
  let at = 0;
  for (const found of command.matchAll(expansion)) {
    const name = found[1] ?? found[2];
    if (found[1] === undefined && name !== undefined && /^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    pieces.push({ text: command.slice(at, found.index), filled: false });
    pieces.push({ text: name ?? found[0].slice(1), filled: name !== undefined });
    at = found.index + found[0].length;
  }
  pieces.push({ text: command.slice(at), filled: false });
  if (!pieces.some(({ filled }) => filled)) return JSON.stringify(pieces.map(({ text }) => text).join(""));
  const spelt = pieces.map(({ text, filled }) =>
    filled ? `{${text.replaceAll('"', "'")}}` : text.replace(/[{}]/g, "$&$&"),
  );
  return `f${JSON.stringify(spelt.join(""))}`;
}

function cellMagic(magic: Magic, source: string, parser: PythonParser): ScriptCell | null {
  const body = source.slice(source.indexOf("\n", source.search(/\S/)) + 1 || source.length);
  const plain = { shows: false, unsaid: [] };
  if (["python", "timeit", "capture"].includes(magic.kind)) {
    const inner = scriptCell(body, parser);
    const head = `# %%${magic.name} ${magic.argument}`.trimEnd();
    return { ...inner, text: `${head}\n${inner.text}` };
  }
  const literal = JSON.stringify(body);
  if (magic.kind === "writefile") {
    const [, append, path = ""] = /^(-a\s+|--append\s+)?(.+)$/.exec(magic.argument) ?? [];
    const text = `with open(${JSON.stringify(path.trim())}, ${append ? '"a"' : '"w"'}) as file:\n    file.write(${literal})`;
    return { ...plain, text, imports: [] };
  }
  if (["bash", "sh"].includes(magic.name))
    return {
      ...plain,
      text: `subprocess.run([${JSON.stringify(magic.name)}, "-c", ${literal}])`,
      imports: ["subprocess"],
    };
  if (magic.kind === "data")
    return {
      ...plain,
      text: source
        .split("\n")
        .map((line) => `# ${line}`)
        .join("\n"),
      imports: [],
    };
  return { ...refused(source, `is of %%${magic.name}, which needs IPython`) };
}

function awaitsAtTop(node: SyntaxNode): boolean {
  if (["function_definition", "lambda", "class_definition"].includes(node.type)) return false;
  return node.type === "await" || node.children.some(awaitsAtTop);
}

/** The cell's last line where it is an expression whose value a notebook displays. */
function shownSpan(
  root: SyntaxNode,
  python: string,
  source: string,
): { start: number; end: number; several: boolean } | null {
  const last = root.children.at(-1);
  const [inner] = last?.children ?? [];
  if (last?.type !== "expression_statement" || inner === undefined || python !== source) return null;
  if (/assignment$/.test(inner.type) || source.slice(last.end).includes(";")) return null;
  const text = source.slice(inner.start, inner.end);
  if (/^(?:print|display|show|plt\.show)\s*\(/.test(text) || inner.type === "string") return null;
  const end = last.children.at(-1)?.end ?? inner.end;
  return { start: last.start, end, several: last.children.length > 1 };
}
