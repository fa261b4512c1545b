import process from "node:process";
import type { Terminal } from "./command.ts";

/** The terminal, or whatever this process writes to. */
export function nodeTerminal(): Terminal {
  // A reader that goes away (`| head`) is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void (text !== "" && process.stderr.write(text)),
    get screen() {
      const usable = process.stderr.isTTY && process.env.TERM !== "dumb";
      return usable ? { columns: process.stderr.columns ?? 80 } : null;
    },
    env: process.env,
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
    now: () => performance.now(),
    quit: (code) => process.exit(code),
  };
}
