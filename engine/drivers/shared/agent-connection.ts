import type { EnvironmentInstance, ResolvedEnvironment } from "../../model/environment.ts";
import type { JobEvent, JobExit, JobGo, JobInput, JobMore, JobState } from "../../model/job.ts";
import type { TransferProgress } from "../../model/target.ts";
import type { Connection, JobHandle, MemoryNow, Submission } from "../driver.ts";
import { type AgentClient, agentClient } from "./agent-client.ts";
import type { AgentLink } from "./agent-link.ts";
import type { AgentReady } from "./agent-session.ts";
import { type AgentSettings, workspaceOn } from "./agent-settings.ts";
import { followAgent } from "./follow-agent.ts";
import { journalIn } from "./journal.ts";
import { mergeIn } from "./merge-in.ts";
import { objectTransfer } from "./object-transfer.ts";
import { fromTarget, jobOf } from "./render-agent.ts";
import { clockBehind, localized, writtenPaths } from "./target-paths.ts";
import { workspaceFiles } from "./workspace-files.ts";

type OnProgress = (progress: TransferProgress) => void;

/** What starts and knows the jobs of a target where that is not the agent itself, such as a batch system. */
export interface JobPlatform {
  /** Starts a job that is written down in its directory on the target. Asked twice, it starts it once. */
  begin(submission: Submission, onProgress: OnProgress): Promise<void>;
  /**
   * Settles when the platform no longer runs it: with how it ended, or null when that is not known. A job that has told
   * itself how it ended is not asked about. `onProgress` gets what a waiting job waits for.
   */
  ended(handle: JobHandle, onProgress: OnProgress, signal: AbortSignal): Promise<JobExit | null>;
  /** What is known of jobs that have not told how they ended; null where the agent's word counts. */
  states(handles: readonly JobHandle[]): Promise<(JobState | null)[]>;
  cancel(handle: JobHandle, graceMilliseconds: number): Promise<void>;
}

export interface AgentTarget {
  /** The target's name. */
  readonly name: string;
  readonly link: AgentLink;
  readonly settings: AgentSettings;
  /** Jobs that are processes which the agent forks have none. */
  readonly platform?: (client: AgentClient) => JobPlatform;
  readonly prepare?: (
    client: AgentClient,
    environment: ResolvedEnvironment,
    onProgress: (progress: TransferProgress) => void,
  ) => Promise<EnvironmentInstance>;
  /** False where the target itself sees to it that jobs fit. */
  readonly countsMemory?: boolean;
}

const memoryMilliseconds = 1000;

/** A connection to a target that has an agent. It outlives its link: what was begun is gone on with when there is one again. */
export async function agentConnection(target: AgentTarget): Promise<Connection> {
  const { link, settings, name } = target;
  const client = agentClient(link, settings);
  let ready: AgentReady;
  try {
    ready = await client.ready();
  } catch (error) {
    client.close();
    await link.close();
    throw error;
  }
  const platform = target.platform?.(client);
  const transfer = objectTransfer(client, link, settings.local.objects);
  const files = settings.sharesFiles ? null : workspaceFiles(client, transfer, settings);
  const journal = journalIn(settings.local.journal);
  const closing = new AbortController();
  const place = {
    remote: workspaceOn(settings).replace("$ROOT", ready.root),
    local: settings.local.workspace,
    behind: clockBehind(ready.now, Date.now()),
  };
  const elsewhere = "running" as const;
  const memory = target.countsMemory === false || platform ? null : memoryOf(client);

  /** Sends what a job, or what it is told, needs there. */
  async function carry(code: Pick<JobMore, "cells" | "prelude">, inputs: readonly JobInput[], onProgress: OnProgress) {
    if (!files) return;
    await Promise.all([
      transfer.putObjects(
        inputs.map(({ digest }) => digest),
        onProgress,
      ),
      files.send(code, onProgress),
    ]);
  }

  async function submit(submission: Submission, onProgress: OnProgress = () => {}): Promise<JobHandle> {
    const { key, directory } = submission;
    const handle = { key, directory };
    const job = jobOf(submission);
    const noted = await journal.has(key);
    // A job that was begun needs nothing more, whatever became of who began it.
    if (noted && (await hasBegun(directory))) return handle;
    await Promise.all([
      noted || journal.note(fromTarget(job, settings), { environment: name, handle }),
      carry(job, inputsOf(job), onProgress),
    ]);
    const { files: written, env } = submission;
    const command = jobCommand(submission, settings);
    await client.ask(platform ? "lay" : "begin", { directory, files: written, command, env });
    await platform?.begin(submission, onProgress);
    return handle;
  }

  async function hasBegun(directory: string): Promise<boolean> {
    const { head } = await client.ask("poll", { directories: [directory] });
    return (head.states as AgentState[])[0]?.state !== "waiting";
  }

  async function* follow(handle: JobHandle, offset: number): AsyncGenerator<JobEvent> {
    const over = new AbortController();
    const signal = AbortSignal.any([closing.signal, over.signal]);
    const { push, from } = mergeIn<JobEvent>();
    const onProgress = (progress: TransferProgress) => push({ at: Date.now(), event: "preparing", progress });
    yield* from(followLog(handle, offset, onProgress, signal), () => over.abort());
  }

  async function* followLog(
    handle: JobHandle,
    offset: number,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent> {
    const atPlatform = platform ? new AbortController() : null;
    let word: { readonly exit: JobExit | null } | null = null;
    const asking = platform?.ended(handle, onProgress, signal).then((exit) => {
      word = { exit };
      atPlatform?.abort();
    });
    // Told below, where it is waited for.
    asking?.catch(() => atPlatform?.abort());
    const stop = atPlatform ? AbortSignal.any([signal, atPlatform.signal]) : signal;
    let at = offset;
    for (const phase of atPlatform ? ["running", "lost"] : [elsewhere]) {
      const options = { begins: !platform, elsewhere: phase as "running" | "lost" };
      for await (const part of followAgent(client, handle.directory, at, options, phase === "lost" ? signal : stop)) {
        if ("exit" in part) {
          yield {
            at: Date.now(),
            event: "exited",
            exit: part.exit ?? (word as { exit: JobExit | null } | null)?.exit ?? null,
          };
          return;
        }
        for (const line of part.lines) {
          const event = JSON.parse(line) as JobEvent;
          try {
            await collect(event, onProgress);
          } catch (error) {
            if (signal.aborted) return;
            throw error;
          }
          yield localized(event, place);
          at += Buffer.byteLength(line) + 1;
        }
      }
      if (signal.aborted) return;
      await asking;
    }
  }

  /** Brings here what an event speaks of, so that who gets it finds it here. */
  async function collect(event: JobEvent, onProgress: OnProgress): Promise<void> {
    if (!files) return;
    if (event.event === "lost") transfer.forget(event.digest);
    if (event.event === "output") await transfer.getObject(event.artifact.digest, event.artifact.size, onProgress);
    if (event.event === "cell-finished") await files.bring(writtenPaths(event.record), onProgress);
  }

  async function poll(handles: readonly JobHandle[]) {
    if (handles.length === 0) return [];
    const { head } = await client.ask("poll", { directories: handles.map(({ directory }) => directory) });
    const states = head.states as AgentState[];
    const open = handles.filter((_, index) => states[index]?.state !== "ended");
    const told = platform && open.length > 0 ? await platform.states(open) : [];
    return handles.map((handle, index) => ({
      key: handle.key,
      state: told[open.indexOf(handle)] ?? stateOf(states[index]),
    }));
  }

  async function tell({ key, directory }: JobHandle, file: string, told: JobGo | JobMore): Promise<void> {
    const text = JSON.stringify(told);
    await journal.mark(key, file, text);
    const code = "cells" in told ? told : { cells: [], prelude: [] };
    await carry(code, "cells" in told ? inputsOf(told) : told.inputs, () => {});
    await client.ask("tell", { directory, name: file, text });
  }

  return {
    probe: async () => {
      const facts = (await client.ask("facts")).head.facts as AgentFacts;
      return {
        reachable: true,
        cores: facts.cores,
        memoryBytes: facts.memoryBytes,
        python: facts.executable,
        pythonVersion: facts.python,
      };
    },
    prepare: async (environment, onProgress) => {
      if (target.prepare) return target.prepare(client, environment, onProgress);
      const { python, executable } = (await client.ask("facts")).head.facts as AgentFacts;
      const digest = `${name}:${executable}@${python}`;
      return { name: environment.name, kind: environment.kind, python: executable, version: python, digest };
    },
    preload: (modules) => {
      if (modules.length === 0 || platform) return;
      const command = settings.jobPython ?? null;
      client.ask("preload", { modules, command, env: jobVariables(settings) }).catch(() => {});
    },
    submit,
    follow,
    poll,
    cancel: async (handle, grace) => {
      await journal.mark(handle.key, "cancelled", "");
      if (platform) await platform.cancel(handle, grace);
      else await client.ask("cancel", { directory: handle.directory, grace: grace / 1000 });
    },
    memory: (handles) => memory?.now(handles) ?? null,
    allow: (handle, cell, go) => tell(handle, `go-${cell}`, go),
    extend: (handle, round, more) => tell(handle, `more-${round}`, more),
    dispose: async ({ key, directory }) => {
      await client.ask("dispose", { directory });
      await journal.forget(key);
    },
    close: async () => {
      closing.abort();
      memory?.close();
      client.close();
      await link.close();
    },
  };
}

interface AgentState {
  readonly state: "waiting" | "running" | "ended" | "lost";
  readonly exit?: JobExit;
}

interface AgentFacts {
  readonly python: string;
  readonly executable: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

function stateOf(told: AgentState | undefined): JobState {
  if (told?.state !== "ended") return told?.state ?? "waiting";
  const { exit } = told;
  return exit && exit.signal === null && exit.code === 0 ? "succeeded" : "failed";
}

function inputsOf({ cells }: Pick<JobMore, "cells">): JobInput[] {
  return cells.flatMap(({ inputs }) => inputs);
}

/** The words before the runner; null is the agent's own Python. */
function jobCommand({ command, directory }: Submission, { python }: AgentSettings): readonly string[] | null {
  const words = command.slice(0, command.indexOf(`${directory}/runner`));
  return words.length === 0 || (words.length === 1 && words[0] === python) ? null : words;
}

function jobVariables({ env }: AgentSettings) {
  return { PYTHONHASHSEED: "0", PYTHONUNBUFFERED: "1", ...env };
}

/** Memory as it was a moment ago: who asks cannot wait for an answer from afar. */
function memoryOf(client: AgentClient) {
  let handles: readonly JobHandle[] = [];
  let held = new Map<string, number>();
  let free: Pick<MemoryNow, "total" | "available"> | null = null;
  const look = async () => {
    const asked = handles;
    const { head } = await client.ask("memory", { directories: asked.map(({ directory }) => directory) });
    free = { total: head.total as number, available: head.available as number };
    held = new Map(asked.map(({ key }, index) => [key, (head.held as number[])[index] ?? 0]));
  };
  const lookAgain = () => void look().catch(() => {});
  lookAgain();
  let timer: NodeJS.Timeout | null = null;
  return {
    now: (asked: readonly JobHandle[]): MemoryNow | null => {
      handles = asked;
      // Only while somebody wants to know.
      timer ??= setTimeout(() => {
        timer = null;
        lookAgain();
      }, memoryMilliseconds).unref();
      return free && { ...free, held: asked.map(({ key }) => held.get(key) ?? 0) };
    },
    close: () => {
      if (timer) clearTimeout(timer);
    },
  };
}
