import process from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Terminal } from "./command.ts";

/** A line that is typed without being shown; all of standard input, less its last line end, where that is no terminal. */
export async function readHidden(prompt: string, terminal: Terminal): Promise<string> {
  const { stdin } = process;
  if (!stdin.isTTY) {
    const pieces: Buffer[] = [];
    for await (const piece of stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces)
      .toString("utf8")
      .replace(/\r?\n$/, "");
  }
  terminal.err(prompt);
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(""));
    });
  } finally {
    lines.close();
    terminal.err("\n");
  }
}
