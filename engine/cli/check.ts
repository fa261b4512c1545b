import { compile } from "../compile.ts";
import { CodedError } from "../errors.ts";
import type { PythonParser } from "../python/parser.ts";
import { printable } from "./cell-title.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { duration } from "./duration.ts";
import { findNotebooks } from "./find-notebooks.ts";
import { loadParser } from "./load-parser.ts";
import { openNotebook } from "./open-notebook.ts";
import { changedBy } from "./prove-unchanged.ts";
import { badUse, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "check FILE… [--json]",
  summary: "Prove that notebooks are read, analysed and written back without a changed byte",
  help: `FILE is a notebook or a folder of notebooks. Nothing is written. A notebook holds when it can be read, when it
can be analysed, and when putting it together again from its parts, and making and undoing an edit in every
cell, gives the bytes it has.

  --json   one JSON object a line, the totals last

Exit codes: 0 all hold, 1 one does not, 2 a FILE does not exist.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, { json: { type: "boolean" } });
    if (positionals.length === 0) throw badUse("Name a notebook or a folder");
    const started = terminal.now();
    const [paths, parser] = await Promise.all([findNotebooks(positionals), loadParser()]);
    const checked: Checked[] = [];
    for (const path of paths) {
      const result = await checkFile(path, parser, terminal);
      checked.push(result);
      terminal.out(values.json ? `${JSON.stringify(result)}\n` : fileLine(result));
    }
    const totals = totalsOf(checked, (terminal.now() - started) / 1000);
    terminal.out(values.json ? `${JSON.stringify(totals)}\n` : totalsLine(totals));
    return totals.failed === 0 ? exitCodes.succeeded : exitCodes.failed;
  },
};

interface Checked {
  readonly file: string;
  readonly holds: boolean;
  readonly cells: number;
  readonly edges: number;
  readonly steps: number;
  readonly diagnostics: number;
  readonly milliseconds: number;
  /** What does not hold. */
  readonly reason: string | null;
}

async function checkFile(file: string, parser: PythonParser, terminal: Terminal): Promise<Checked> {
  const started = terminal.now();
  const none = { cells: 0, edges: 0, steps: 0, diagnostics: 0 };
  const elapsed = () => Math.round(terminal.now() - started);
  try {
    const { text, flow, diagnostics } = await openNotebook(file);
    const compiled = compile(flow, { parser });
    const reason = changedBy(text);
    return {
      file,
      holds: reason === null,
      cells: flow.cells.length,
      edges: compiled.graph.edges.length,
      steps: compiled.plan.steps.length,
      diagnostics: diagnostics.length + compiled.diagnostics.length,
      milliseconds: elapsed(),
      reason,
    };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return {
      file,
      holds: false,
      ...none,
      milliseconds: elapsed(),
      reason: `${error.code} ${withoutPath(error.message, file)}`,
    };
  }
}

// The line begins with the path anyway.
function withoutPath(message: string, file: string): string {
  return message.startsWith(file) ? message.slice(file.length).replace(/^:? /, "") : message;
}

function fileLine({ file, holds, cells, edges, diagnostics, milliseconds, reason }: Checked): string {
  const name = printable(file);
  if (!holds) return `FAIL  ${name}: ${printable(reason ?? "")}\n`;
  const problems = diagnostics === 0 ? "" : `, ${count(diagnostics, "problem")} to see with \`cellweave graph\``;
  return `ok    ${name}: ${count(cells, "cell")}, ${count(edges, "edge")}, ${milliseconds} ms${problems}\n`;
}

function totalsOf(checked: readonly Checked[], seconds: number) {
  const cells = checked.reduce((sum, file) => sum + file.cells, 0);
  return { files: checked.length, failed: checked.filter((file) => !file.holds).length, cells, seconds };
}

function totalsLine({ files, failed, cells, seconds }: ReturnType<typeof totalsOf>): string {
  const speed = seconds > 0 ? ` (${Math.round(cells / seconds).toLocaleString("en")} cells a second)` : "";
  const verdict = failed === 0 ? "all hold" : `${failed} failed`;
  return `${count(files, "notebook")}, ${count(cells, "cell")}: ${verdict}, ${duration(seconds)}${speed}\n`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
