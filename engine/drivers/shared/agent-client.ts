import { CodedError } from "../../errors.ts";
import { type RunnerFile, readRunner } from "./agent-boot.ts";
import type { Frame } from "./agent-frames.ts";
import type { AgentLink } from "./agent-link.ts";
import { AgentRefusal } from "./agent-refusal.ts";
import { type AgentReady, type AgentSession, openSession } from "./agent-session.ts";
import type { AgentSettings } from "./agent-settings.ts";

/** The agent of a target, whatever becomes of the way to it: what was asked is asked again of the next one. */
export interface AgentClient {
  /** Connects where that is not done yet. */
  ready(): Promise<AgentReady>;
  /** Every request may arrive twice and does the same once. Rejects with an `AgentRefusal`, or when the target was given up. */
  ask(verb: string, members?: object, payload?: Buffer): Promise<Frame>;
  /** A request with many answers, until `onFrame` gives true; `again` gives its members anew for the next agent. */
  open(verb: string, again: () => object, onFrame: (frame: Frame) => boolean, onError: (error: Error) => void): Open;
  close(): void;
}

export interface Open {
  /** Says more about the request. */
  send(verb: string, members?: object): void;
  /** Nothing more is wanted of it. */
  leave(): void;
}

interface Pending {
  readonly head: () => object;
  readonly payload?: Buffer;
  readonly onFrame: (frame: Frame) => boolean;
  readonly onError: (error: Error) => void;
}

const firstPause = 100;
const longestPause = 5000;
const pingMilliseconds = 10_000;
/** Twice missed and a little: a machine that stalls for some seconds is still there. */
const silentMilliseconds = 35_000;
/** Agents that end one after another without an answer end for a reason. */
const maxDeaths = 5;

export function agentClient(
  link: AgentLink,
  settings: Pick<AgentSettings, "python" | "root" | "runner" | "giveUpSeconds">,
): AgentClient {
  const pending = new Map<number, Pending>();
  const waitingForReady = new Set<{ resolve(ready: AgentReady): void; reject(error: Error): void }>();
  let numbers = 0;
  let session: AgentSession | null = null;
  let connecting = false;
  let everConnected = false;
  let deaths = 0;
  let closed = false;
  let runner: Promise<RunnerFile> | null = null;
  const pinging = setInterval(ping, pingMilliseconds).unref();

  function ping(): void {
    if (!session) return;
    if (session.silence() > silentMilliseconds) session.close();
    else session.send({ id: 0, verb: "ping" });
  }

  function receive(frame: Frame): void {
    deaths = 0;
    const number = frame.head.id as number;
    const request = pending.get(number);
    if (!request) return;
    const error = frame.head.error as { kind: string; message: string } | undefined;
    if (error) {
      pending.delete(number);
      request.onError(new AgentRefusal(error.kind, error.message));
    } else if (request.onFrame(frame)) pending.delete(number);
  }

  async function connect(): Promise<void> {
    if (connecting || session || closed) return;
    connecting = true;
    const since = performance.now();
    let pause = firstPause;
    for (;;) {
      try {
        runner ??= readRunner(settings.runner);
        take(await openSession(link, settings, await runner, receive));
        break;
      } catch (error) {
        if (closed) break;
        const late = performance.now() - since > settings.giveUpSeconds * 1000;
        if (!everConnected || !isRetryable(error) || late) {
          giveUp(error as Error, everConnected && isRetryable(error));
          break;
        }
      }
      await sleep(pause);
      if (closed) break;
      pause = Math.min(longestPause, pause * 2);
    }
    connecting = false;
  }

  function take(opened: AgentSession): void {
    if (closed) {
      opened.close();
      return;
    }
    session = opened;
    everConnected = true;
    void opened.ended.then(({ words, lost }) => {
      session = null;
      if (!lost) deaths += 1;
      if (closed || (pending.size === 0 && waitingForReady.size === 0)) return;
      if (deaths < maxDeaths) return void connect();
      deaths = 0;
      fail(lostLink(`the program there ends again and again: ${words}`));
    });
    for (const { resolve } of waitingForReady) resolve(opened.ready);
    waitingForReady.clear();
    for (const [number, { head, payload }] of pending) opened.send({ ...head(), id: number }, payload);
  }

  function giveUp(error: Error, wasConnected: boolean): void {
    fail(wasConnected ? lostLink(error.message, error) : error);
  }

  function fail(error: Error): void {
    const requests = [...pending.values()];
    pending.clear();
    for (const { onError } of requests) onError(error);
    for (const { reject } of waitingForReady) reject(error);
    waitingForReady.clear();
  }

  function request(made: Pending): number {
    numbers += 1;
    const number = numbers;
    if (closed) {
      made.onError(closedError());
      return number;
    }
    pending.set(number, made);
    if (session) session.send({ ...made.head(), id: number }, made.payload);
    else void connect();
    return number;
  }

  return {
    ready: () =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closedError());
        if (session) return resolve(session.ready);
        waitingForReady.add({ resolve, reject });
        void connect();
      }),
    ask: (verb, members = {}, payload) =>
      new Promise((resolve, reject) => {
        const onFrame = (frame: Frame) => {
          resolve(frame);
          return true;
        };
        request({ head: () => ({ ...members, verb }), ...(payload && { payload }), onFrame, onError: reject });
      }),
    open: (verb, again, onFrame, onError) => {
      const number = request({ head: () => ({ ...again(), verb }), onFrame, onError });
      return {
        send: (more, members = {}) => {
          if (pending.has(number)) session?.send({ ...members, verb: more, id: number });
        },
        leave: () => {
          if (pending.delete(number)) session?.send({ verb: "leave", id: number });
        },
      };
    },
    close: () => {
      closed = true;
      clearInterval(pinging);
      session?.close();
      fail(closedError());
    },
  };
}

function isRetryable(error: unknown): boolean {
  return error instanceof CodedError && error.retryable;
}

function lostLink(words: string, cause?: Error): CodedError {
  const message = `The link to the target was lost and could not be made again: ${words}`;
  return new CodedError("CW6102", message, "Jobs go on there: resume the run when the target can be reached.", {
    retryable: true,
    ...(cause && { cause }),
  });
}

/** What was asked of a connection that is being closed. */
export class ClosedError extends Error {}

const closedError = () => new ClosedError("the connection was closed");

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
