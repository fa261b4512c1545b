import { main } from "../../cli.ts";
import type { Terminal } from "../command.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Listening {
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  /** Sees what is said as it is said, and may press Ctrl+C. */
  readonly onErr?: (text: string, pressInterrupt: () => void) => void;
}

/** What the command line says and its exit code, run in this process. */
export async function runCommand(parameters: readonly string[], listening: Listening = {}): Promise<Said> {
  let out = "";
  let err = "";
  const listeners = new Set<() => void>();
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      listening.onErr?.(text, () => {
        for (const listener of listeners) listener();
      });
    },
    screen: listening.columns === undefined ? null : { columns: listening.columns },
    env: { ...process.env, ...listening.env },
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => performance.now(),
    quit: (code) => {
      throw new Error(`quit with ${code}`);
    },
  };
  const code = await main([...parameters], terminal);
  return { code, out, err };
}
