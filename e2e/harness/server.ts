import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../engine/bin/cellweave.mjs", import.meta.url));

export interface RunningServer {
  /** With the access token, as it is printed. */
  readonly address: URL;
  readonly process: ChildProcess;
  /** Ends it as a person's Ctrl+C does, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it without a chance to put anything in order. */
  kill(): Promise<void>;
}

/** Starts the built server on a folder, as `npx cellweave serve` does, and waits for the address that it prints. */
export async function startServer(folder: string, port = 0): Promise<RunningServer> {
  const child = spawn(process.execPath, [command, "serve", folder, "--no-open", "--port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const address = await new Promise<URL>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The server ended with code ${code}:\n${said}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      said += `${line}\n`;
      const [printed] = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(line) ?? [];
      if (printed) resolve(new URL(printed));
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return { address, process: child, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}
