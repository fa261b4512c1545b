import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { memoryLimit } from "./memory-option.ts";
import { badUse, readOptions, wholeNumber } from "./usage.ts";

/** What the server package offers to the command line. */
interface ServerPackage {
  serve(options: {
    directory: string;
    notebook?: string;
    port?: number;
    host?: string;
    token?: string;
    python?: string;
    parallel?: number;
    memoryLimit?: number | null;
    open: boolean;
  }): Promise<{ readonly url: string; close(): Promise<void> }>;
}

export const command: Command = {
  usage:
    "serve [DIR | NOTEBOOK] [--port N] [--host H] [--token T] [--python PATH] [--parallel N] [--memory LIMIT] [--no-open]",
  summary: "Open the editor in the browser, on the notebooks of a folder",
  help: `Serves the notebooks under DIR (the current folder when left out) and nothing outside it, on 127.0.0.1 and with
a random access token, and opens the browser where there is one. Ctrl+C ends it; running jobs go on and are
found again at the next start.

  --port N        the port (8930, or the next free one)
  --host H        the address to listen on; anything but 127.0.0.1 lets others run code here who have the token
  --token T       an access token of your own; also CELLWEAVE_TOKEN
  --python PATH   the Python to run notebooks with
  --parallel N    how many steps of a run go at the same time
  --memory LIMIT  how much memory those steps may hold together ("4G", "50%"), by what they needed before
  --no-open       do not open the browser`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      port: { type: "string" },
      host: { type: "string" },
      token: { type: "string" },
      python: { type: "string" },
      parallel: { type: "string" },
      memory: { type: "string" },
      "no-open": { type: "boolean" },
    });
    if (positionals.length > 1) throw badUse(`Name one folder or notebook, not ${positionals.length}`);
    const server = (await import("@cellweave/server")) as ServerPackage;
    const token = values.token ?? terminal.env.CELLWEAVE_TOKEN;
    const running = await server.serve({
      ...(await servedPlace(positionals[0] ?? ".")),
      open: values["no-open"] !== true,
      port: wholeNumber(values.port, "port", 0),
      parallel: wholeNumber(values.parallel, "parallel", 1),
      memoryLimit: memoryLimit(values.memory),
      host: values.host,
      token,
      python: values.python,
    });
    terminal.out(
      `Cellweave is at ${running.url}\nCtrl+C ends it; running jobs go on and are found again at the next start.\n`,
    );
    await interrupted(terminal);
    await running.close();
    // A run that goes on would keep this process, and so keep the next server from taking the run over.
    terminal.quit(exitCodes.succeeded);
    return exitCodes.succeeded;
  },
};

async function servedPlace(path: string): Promise<{ directory: string; notebook?: string }> {
  const facts = await stat(path).catch(() => null);
  return facts?.isFile() === true ? { directory: dirname(path), notebook: path } : { directory: path };
}

async function interrupted(terminal: Terminal): Promise<void> {
  await new Promise<void>((resolve) => terminal.onInterrupt(resolve));
}
