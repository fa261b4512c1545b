import process from "node:process";
import type { Command, Terminal } from "./cli/command.ts";
import { exitCodes } from "./cli/command.ts";
import { help } from "./cli/help.ts";
import { nodeTerminal } from "./cli/node-terminal.ts";
import { badUse } from "./cli/usage.ts";
import { CodedError } from "./errors.ts";

/** The commands, loaded when they are asked for: `--version` must not wait for a server. */
export const commands: { readonly [name: string]: () => Promise<{ readonly command: Command }> } = {
  run: () => import("./cli/run.ts"),
  graph: () => import("./cli/graph.ts"),
  plan: () => import("./cli/plan.ts"),
  suggest: () => import("./cli/suggest.ts"),
  compile: () => import("./cli/compile.ts"),
  verify: () => import("./cli/verify.ts"),
  check: () => import("./cli/check.ts"),
  export: () => import("./cli/export.ts"),
  import: () => import("./cli/import.ts"),
  cache: () => import("./cli/cache.ts"),
  targets: () => import("./cli/targets.ts"),
  serve: () => import("./cli/serve.ts"),
};

const version = "0.1.0";

/** Does what the command line says and tells the exit code. */
export async function main(parameters: string[], terminal: Terminal): Promise<number> {
  try {
    const [name, ...rest] = parameters;
    if (name === "--version" || name === "-V") return tell(terminal, `cellweave ${version}\n`);
    if (name === undefined || name === "--help" || name === "-h" || name === "help")
      return await helpFor(rest[0], terminal);
    if (rest.includes("--help") || rest.includes("-h")) return await helpFor(name, terminal);
    const { command } = await load(name);
    return await command.run(rest, terminal);
  } catch (error) {
    return fail(error, terminal);
  }
}

async function helpFor(name: string | undefined, terminal: Terminal): Promise<number> {
  if (name === undefined || name.startsWith("-")) {
    const loaded = await Promise.all(Object.values(commands).map((load) => load()));
    return tell(terminal, help(loaded.map(({ command }) => command)));
  }
  const { command } = await load(name);
  return tell(terminal, `Usage: cellweave ${command.usage}\n\n${command.summary}.\n\n${command.help}\n`);
}

async function load(name: string): Promise<{ readonly command: Command }> {
  if (Object.hasOwn(commands, name)) return (commands[name] as () => Promise<{ command: Command }>)();
  throw badUse(name.startsWith("-") ? `There is no option ${name}` : `There is no command "${name}"`);
}

function tell(terminal: Terminal, text: string): number {
  terminal.out(text);
  return exitCodes.succeeded;
}

function fail(error: unknown, terminal: Terminal): number {
  if (!(error instanceof CodedError)) throw error;
  terminal.err(`cellweave: ${error.message} (${error.code})\n${error.hint}\n`);
  return exitCodes.badUse;
}

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), nodeTerminal());
}
