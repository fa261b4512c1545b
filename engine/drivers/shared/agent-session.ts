import { CodedError } from "../../errors.ts";
import { bootCommand, needsRunner, type RunnerFile, refusesRunner } from "./agent-boot.ts";
import { type Frame, frameBytes, frameReader } from "./agent-frames.ts";
import type { AgentChannel, AgentLink, ChannelEnd } from "./agent-link.ts";
import type { AgentSettings } from "./agent-settings.ts";

/** What an agent says of itself when it is ready. */
export interface AgentReady {
  /** The root folder, absolute on the target. */
  readonly root: string;
  readonly python: string;
  /** Its clock when it began, in milliseconds since the epoch. */
  readonly now: number;
}

/** One agent that answers. */
export interface AgentSession {
  readonly ready: AgentReady;
  readonly ended: Promise<ChannelEnd>;
  send(head: object, payload?: Buffer): void;
  /** Milliseconds since something came from it. */
  silence(): number;
  close(): void;
}

/** Starts the agent on the target, sending the runner where it is not there yet. */
export async function openSession(
  link: AgentLink,
  settings: Pick<AgentSettings, "python" | "root">,
  runner: RunnerFile,
  onFrame: (frame: Frame) => void,
): Promise<AgentSession> {
  const channel = await link.start(bootCommand([settings.python], settings.root, runner.digest));
  let heardAt = performance.now();
  const ready = await new Promise<AgentReady>((resolve, reject) => {
    let isReady = false;
    const read = frameReader(
      (frame) => {
        if (isReady) return onFrame(frame);
        isReady = frame.head.ready === true;
        if (isReady) resolve(frame.head as unknown as AgentReady);
      },
      (line) => {
        if (isReady) return;
        if (line === needsRunner) sendRunner(channel, runner);
        else if (line.startsWith(refusesRunner)) {
          reject(unstarted(settings, line.slice(refusesRunner.length)));
          channel.close();
        }
      },
    );
    channel.output.on("data", (data: Buffer) => {
      heardAt = performance.now();
      read(data);
    });
    // A broken pipe is told once more, by the end.
    channel.input.on("error", () => {});
    channel.output.on("error", () => {});
    void channel.ended.then(({ lost, words }) => reject(lost ? unreached(words) : unstarted(settings, words)));
  });
  return {
    ready,
    ended: channel.ended,
    send: (head, payload) => {
      channel.input.write(frameBytes(head, payload));
    },
    silence: () => performance.now() - heardAt,
    close: () => channel.close(),
  };
}

function sendRunner({ input }: AgentChannel, { bytes }: RunnerFile): void {
  input.write(`${bytes.length}\n`);
  input.write(bytes);
}

export function unreached(words: string): CodedError {
  return new CodedError(
    "CW6101",
    `The target could not be reached: ${words}`,
    "Look whether it is on and its address is right.",
    { retryable: true },
  );
}

function unstarted({ python }: Pick<AgentSettings, "python">, words: string): CodedError {
  const full = /No space left|quota exceeded/i.test(words);
  return full
    ? new CodedError("CW6105", `The disk of the target is full: ${words}`, "Free space there.")
    : new CodedError(
        "CW6103",
        `${python} could not be started on the target: ${words || "it ended at once"}`,
        "Give the path of a Python 3.9 or newer in the target's settings.",
      );
}
