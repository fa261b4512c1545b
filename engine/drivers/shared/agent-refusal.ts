import { type Code, CodedError } from "../../errors.ts";

type Kind = "full" | "corrupt" | "missing" | "python" | "unstarted";

interface Meaning {
  readonly code: Code;
  readonly hint: string;
  readonly retryable?: boolean;
}

const meanings: Readonly<Record<Kind, Meaning>> = {
  full: { code: "CW6105", hint: "Free space there, or choose another root folder in the target's settings." },
  corrupt: { code: "CW6106", hint: "Look after the target's network, memory and disk.", retryable: true },
  missing: { code: "CW6108", hint: "Run the cell that makes it again." },
  python: { code: "CW6103", hint: "Give the path of a Python 3.9 or newer in the target's settings." },
  unstarted: { code: "CW6104", hint: "Free memory or processes there, then run again.", retryable: true },
};
const otherwise: Meaning = { code: "CW6104", hint: "Look whether the account may write to the target's root folder." };

/** What an agent did not do, and why: `kind` is its own word. */
export class AgentRefusal extends CodedError {
  readonly kind: string;

  constructor(kind: string, message: string) {
    const { code, hint, retryable = false } = meanings[kind as Kind] ?? otherwise;
    super(code, message, hint, { retryable });
    this.kind = kind;
  }
}

export function isRefusal(error: unknown, kind: Kind): boolean {
  return error instanceof AgentRefusal && error.kind === kind;
}
