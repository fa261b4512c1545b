/** Where a command speaks and listens. */
export interface Terminal {
  /** The command's result. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether `err` goes to a screen on which a line can be written over, and how wide that is. */
  readonly screen: { readonly columns: number } | null;
  readonly env: NodeJS.ProcessEnv;
  /** Calls back at each Ctrl+C until the function it returns is called. */
  onInterrupt(listener: () => void): () => void;
  now(): number;
  /** Ends the program at once. */
  quit(code: number): void;
}

export interface Command {
  /** What follows the command's name on the command line. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` after the command tells, below its usage. */
  readonly help: string;
  /** Does what the command is for and tells its exit code. */
  run(parameters: string[], terminal: Terminal): Promise<number>;
}

export const exitCodes = { succeeded: 0, failed: 1, badUse: 2, interrupted: 130 } as const;
