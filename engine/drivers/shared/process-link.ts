import { spawn } from "node:child_process";
import process from "node:process";
import type { AgentLink, ChannelEnd } from "./agent-link.ts";

/** A target on this machine: its agent is a process of ours that has a folder of its own. */
export function processLink(env: Readonly<Record<string, string>> = {}): AgentLink {
  return {
    start: async ([program = "python3", ...words]) => {
      const child = spawn(program, words, {
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, ...env },
        // Not interrupted together with us: it ends when its input does.
        detached: true,
      });
      const lastWords = keepLast(child.stderr);
      const ended = new Promise<ChannelEnd>((resolve) => {
        child.on("error", ({ message }) => resolve({ lost: false, words: message }));
        child.on("close", (code, signal) =>
          resolve({ lost: false, words: lastWords() || `it ended with ${signal ?? `exit code ${code}`}` }),
        );
      });
      return {
        input: child.stdin,
        output: child.stdout,
        ended,
        close: () => {
          child.stdin.destroy();
          child.stdout.destroy();
          child.unref();
        },
      };
    },
    close: async () => {},
  };
}

/** The last line that a stream gave. */
export function keepLast(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (data: Buffer) => {
    text = (text + data.toString("utf8")).slice(-2000);
  });
  return () => text.trim().split("\n").at(-1) ?? "";
}
