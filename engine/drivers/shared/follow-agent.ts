import type { JobExit } from "../../model/job.ts";
import type { AgentClient } from "./agent-client.ts";

/** Whole lines of a job's log, or how the job ended: the last. */
export type Followed = { readonly lines: readonly string[] } | { readonly exit: JobExit | null };

export interface FollowOptions {
  /** A job that nobody has begun is begun by the agent. */
  readonly begins: boolean;
  /** What is said of a job whose processes are on another machine and that has not told how it ended. */
  readonly elsewhere: "running" | "lost";
}

/** The log of a job from byte `offset` on; it goes on over as many agents as it needs. Ends without an exit when `signal` says so. */
export async function* followAgent(
  client: AgentClient,
  directory: string,
  offset: number,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  const arrived: { readonly bytes: Buffer; readonly next: number }[] = [];
  let pieces: Buffer[] = [];
  let received = offset;
  let exit: JobExit | null | undefined;
  let failure: Error | undefined;
  let resume: () => void = () => {};
  const again = () => {
    // What the former agent had begun to send comes again from its beginning.
    pieces = [];
    return { directory, offset: received, ...options };
  };
  const open = client.open(
    "follow",
    again,
    ({ head, payload }) => {
      if ("exit" in head) {
        exit = head.exit as JobExit | null;
      } else {
        pieces.push(payload);
        if (head.more === true) return false;
        received = head.next as number;
        arrived.push({ bytes: Buffer.concat(pieces), next: received });
        pieces = [];
      }
      resume();
      return exit !== undefined;
    },
    (error) => {
      failure = error;
      resume();
    },
  );
  const onAbort = () => resume();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const next = arrived.shift();
      if (next) {
        yield { lines: linesOf(next.bytes) };
        open.send("taken", { offset: next.next });
      } else if (failure) throw failure;
      else if (exit !== undefined) return yield { exit };
      else
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    open.leave();
  }
}

function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
}
