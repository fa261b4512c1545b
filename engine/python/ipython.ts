import { lineEnd, scan } from "./scan.ts";
import { type MagicKind, magicKinds } from "./tables/magics.ts";

/** A magic, a shell line or a question that stands in a cell. */
export interface Magic {
  readonly kind: MagicKind | "shell" | "help" | "unknown";
  /** Without percent signs: "time", "matplotlib"; "!" for a shell line, "?" for a question. */
  readonly name: string;
  /** What follows the name on the line, variables as written. */
  readonly argument: string;
  /** True for `%%name`: it governs the whole cell. */
  readonly cell: boolean;
  /** Where the Python expression that stands in its place begins and ends in the translated text. */
  readonly start: number;
  readonly end: number;
  /** Lines under a `%%name` whose body is data. */
  readonly body: string;
}

export interface Translated {
  /** Python of the same length a line or longer at its end: a name keeps its line and its column. */
  readonly python: string;
  readonly magics: readonly Magic[];
}

const mayHoldMagic = /^[ \t]*[%!?]|\?[ \t]*$|=[ \t]*[%!]/m;
const assigned = /^([\p{ID_Start}_][\p{ID_Continue}.,\s[\]*()]*?=\s*)([%!])/u;
const magicHead = /^(%%?)([\w.]+|!)/;
const nothing: readonly Magic[] = [];

/** Turns IPython's own syntax into Python, in place. Plain Python comes back as it is. */
export function translate(source: string): Translated {
  if (!mayHoldMagic.test(source)) return { python: source, magics: nothing };
  const first = source.search(/\S/);
  if (source.startsWith("%%", first) && /^\s*$/.test(source.slice(0, first))) return cellMagic(source, first);
  const magics: Magic[] = [];
  const python = translateLines(source, 0, magics);
  return { python, magics };
}

function cellMagic(source: string, first: number): Translated {
  const end = lineEnd(source, first);
  const magic = readMagic(source.slice(first, end), first, true);
  const body = source.slice(end);
  if (magic.kind === "python" || magic.kind === "timeit" || magic.kind === "capture") {
    const head = expressionsIn(source, first, end, magic.kind === "capture");
    const magics: Magic[] = [{ ...magic, end: first + head.length }];
    return { python: source.slice(0, first) + head + translateLines(body, first + head.length, magics), magics };
  }
  const head = expressionsIn(source, first, end, false);
  return { python: source.slice(0, first) + head, magics: [{ ...magic, body: body.replace(/^\r?\n/, "") }] };
}

function translateLines(text: string, base: number, magics: Magic[]): string {
  let python = "";
  let copied = 0;
  const replace = (start: number, end: number, by: string) => {
    python += text.slice(copied, start) + by;
    copied = end;
  };
  const takeOut = (start: number, end: number, magic: Magic) => {
    const by = pythonOf(text, start, end, magic);
    const at = base + python.length + (start - copied);
    magics.push({ ...magic, start: at, end: at + by.length });
    replace(start, end, by);
  };
  scan(
    text,
    () => {},
    (_start, at) => {
      const char = text[at];
      const end = lineEnd(text, at);
      if (char === "%" || char === "!" || char === "?") {
        const stop = char === "?" ? end : continued(text, at);
        takeOut(at, stop, readMagic(text.slice(at, stop), at, false));
        return stop;
      }
      const line = text.slice(at, end);
      const target = line.includes("=") ? assigned.exec(line) : null;
      if (target !== null && !/[=!<>]=\s*$/.test(target[1] as string)) {
        const start = at + (target[1] as string).length;
        const stop = continued(text, start);
        takeOut(start, stop, readMagic(text.slice(start, stop), start, false));
        return stop;
      }
      if (isQuestion(line)) {
        takeOut(at, end, help(line, at));
        return end;
      }
      return null;
    },
  );
  return python + text.slice(copied);
}

/** `df.head?` asks; `x = "why?"` and `# why?` do not. */
function isQuestion(line: string): boolean {
  return /^[\p{ID_Start}_%][\p{ID_Continue}.*[\]'"]*\?\??\s*(?:;\s*)?$/u.test(line);
}

/** A magic goes on where its line ends with a backslash. */
function continued(text: string, from: number): number {
  let end = lineEnd(text, from);
  while (end < text.length && /\\\r?$/.test(text.slice(from, end))) end = lineEnd(text, end + 1);
  return end;
}

function readMagic(line: string, start: number, cell: boolean): Magic {
  const end = start + line.length;
  if (line.startsWith("?") || (!cell && /[^\s]\?\??\s*$/.test(line) && line.startsWith("%"))) return help(line, start);
  if (line.startsWith("!")) {
    return { kind: "shell", name: "!", argument: line.replace(/^!!?/, "").trim(), cell, start, end, body: "" };
  }
  const head = magicHead.exec(line);
  const name = head?.[2] ?? "";
  const argument = line.slice(head?.[0].length ?? 1).trim();
  const kind = Object.hasOwn(magicKinds, name) ? (magicKinds[name] as MagicKind) : "unknown";
  return { kind, name, argument, cell, start, end, body: "" };
}

function help(line: string, start: number): Magic {
  return {
    kind: "help",
    name: "?",
    argument: line.replaceAll("?", "").trim(),
    cell: false,
    start,
    end: start + line.length,
    body: "",
  };
}

/** The Python that stands in a magic's place: its code where its argument is code, else the variables it expands. */
function pythonOf(source: string, start: number, end: number, magic: Magic): string {
  if (magic.kind === "help") return "0";
  if (magic.kind === "python" || magic.kind === "timeit") {
    const line = source.slice(start, end);
    const head = (magicHead.exec(line)?.[0].length ?? 1) + options(line);
    if (line.slice(head).trim() === "") return "0";
    const code = line.slice(head).trimEnd();
    // Compound statements may not follow a semicolon.
    return `0${" ".repeat(Math.max(0, head - 2))};${code}`;
  }
  return expressionsIn(source, start, end, false);
}

/** The length of `-n 10 -r 3 -f name` after a magic's name. */
function options(line: string): number {
  const rest = line.slice(magicHead.exec(line)?.[0].length ?? 1);
  return /^(?:\s+-(?:[nrpsTDlft]\s*\S+|[a-zA-Z]+)(?=\s|$))*/.exec(rest)?.[0].length ?? 0;
}

const expansion =
  /\{\{|\}\}|\$\$|\{([^{}\n]+)\}|\$(\{?)([\p{ID_Start}_][\p{ID_Continue}]*)((?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*)/gu;
const expression =
  /^[\p{ID_Start}_][\p{ID_Continue}.]*(?:\[[^[\]]*\]|\([^()]*\)|\.[\p{ID_Continue}]+|\s*[-+*/%]\s*[\p{ID_Continue}.]+)*$/u;

/** `!grep {pat} $name` becomes a tuple of the same length that reads `pat` and `name`. */
function expressionsIn(source: string, start: number, end: number, silent: boolean): string {
  const text = source.slice(start, end);
  const out = text.replace(/[^\n\r]/g, " ").split("");
  out[0] = "(";
  if (!silent) for (const found of text.matchAll(expansion)) copyExpression(found, text, out);
  return `${out.join("").replace(/[ \t]*$/, "")})`;
}

function copyExpression(found: RegExpMatchArray, text: string, out: string[]): void {
  const at = found.index ?? 0;
  const braced = found[1];
  if (braced !== undefined) {
    const code = braced.split(/[!:](?![^[(]*[\])])/, 1)[0] as string;
    if (!expression.test(code.trim())) return;
    put(out, at + 1, code);
    put(out, at + found[0].length - 1, ",");
    return;
  }
  const name = found[3];
  // `$HOME` and `$1` are the shell's own.
  if (name === undefined || /^[A-Z][A-Z0-9_]*$/.test(name)) return;
  const code = name + (found[4] ?? "");
  const from = at + 1 + (found[2] ?? "").length;
  put(out, from, code);
  if (from + code.length < text.length) put(out, from + code.length, ",");
}

function put(out: string[], at: number, code: string): void {
  for (let i = 0; i < code.length; i++) out[at + i] = code[i] as string;
}
