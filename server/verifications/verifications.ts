import { randomBytes } from "node:crypto";
import { type PythonParser, sealedCells } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import type { PythonFound } from "@cellweave/engine/model/environment";
import type { Flow } from "@cellweave/engine/model/flow";
import type { RunEvent } from "@cellweave/engine/model/run";
import type { Seal, Way } from "@cellweave/engine/model/verdict";
import type { NotebookVerification, Verification, VerifyRequest } from "@cellweave/engine/model/wire";
import type { ServerConfig } from "../config.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Notebooks } from "../notebooks/notebooks.ts";
import { findNotebook } from "../notebooks/served-path.ts";
import type { Pythons } from "../runs/pythons.ts";
import { readFlow } from "../runs/read-flow.ts";
import { throttle } from "../runs/throttle.ts";
import type { Store } from "../store/open-store.ts";
import { keepSeal, sealOf } from "../store/seals.ts";
import type { GoingRun } from "../world.ts";

export interface Verifications {
  /** Runs the notebook both ways. What goes on already for it is given instead of begun twice. */
  start(request: VerifyRequest): Promise<Verification>;
  cancel(id: string): Promise<Verification>;
  of(notebook: string): Promise<NotebookVerification>;
  /** Stops what goes on: a verification is not taken over by the next server. */
  close(): Promise<void>;
}

export interface VerificationsInput {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly hub: EventHub;
  readonly notebooks: Notebooks;
  readonly pythons: Pythons;
  loadParser(): Promise<PythonParser>;
  report(error: unknown): void;
}

interface Going {
  now: Verification;
  run: GoingRun | null;
  unwanted: boolean;
  ended: Promise<void>;
}

interface Subject {
  readonly file: string;
  readonly flow: Flow;
  readonly python: PythonFound;
  readonly parallel: number;
}

/** The verifications of the served folder: at most one at a time of each notebook. */
export function createVerifications(input: VerificationsInput): Verifications {
  const { config, store, hub, notebooks, pythons } = input;
  const { directory } = config;
  const byNotebook = new Map<string, Going>();

  async function begin(request: VerifyRequest): Promise<Verification> {
    const { file } = await findNotebook(config, request.notebook);
    const flow = await readFlow(notebooks, request.notebook);
    const python = await pythons.choose(flow.kernel.name, request.python ?? null);
    const seal = await sealOf(store, directory, request.notebook);
    const other = byNotebook.get(request.notebook);
    if (other) return other.now;
    const going: Going = { now: begun(request.notebook), run: null, unwanted: false, ended: Promise.resolve() };
    byNotebook.set(request.notebook, going);
    const parallel = request.parallel ?? config.parallel;
    going.ended = seeThrough(going, seal, { file, flow, python, parallel }).catch(input.report);
    return going.now;
  }

  async function seeThrough(going: Going, before: Seal | null, subject: Subject): Promise<void> {
    const tell = (seal: Seal | null) => hub.tell({ topic: "verification", verification: going.now, seal });
    const telling = throttle(config.limits.batch, 1, () => tell(before));
    telling.ask();
    let seal = before;
    try {
      const verdict = await runBothWays(going, subject, telling.ask);
      const { notebook } = going.now;
      const { path, version } = subject.python;
      if (verdict.verdict !== "interrupted") {
        const cells = sealedCells(subject.flow);
        seal = { notebook, verifiedAt: Date.now(), python: { path, version }, cells, verdict };
        await keepSeal(store, directory, seal);
      }
      going.now = { ...going.now, way: null, finishedAt: Date.now(), verdict };
    } catch (error) {
      const { code, message, hint } = codedOf(error);
      going.now = { ...going.now, way: null, finishedAt: Date.now(), error: { code, message, hint } };
    } finally {
      byNotebook.delete(going.now.notebook);
      await telling.flush();
      tell(seal);
    }
  }

  async function runBothWays(going: Going, { file, flow, python, parallel }: Subject, told: () => void) {
    const { home, world } = config;
    const parser = await input.loadParser();
    return world.verify({
      ...{ notebookPath: file, flow, home, python, parallel, parser },
      onEvent(event, way) {
        const next = progressOf(going.now, event, way);
        if (next === going.now) return;
        going.now = next;
        told();
      },
      onStarted(run) {
        going.run = run;
        if (going.unwanted) void run.cancel();
      },
    });
  }

  function cancel(going: Going): void {
    going.unwanted = true;
    void going.run?.cancel();
  }

  return {
    start: begin,
    async cancel(id) {
      const going = [...byNotebook.values()].find(({ now }) => now.id === id);
      if (!going)
        throw new CodedError("CW7019", `No verification ${id} goes on.`, "Ask what the notebook's seal says.");
      cancel(going);
      return going.now;
    },
    async of(notebook) {
      await findNotebook(config, notebook);
      const seal = await sealOf(store, directory, notebook);
      return { going: byNotebook.get(notebook)?.now ?? null, seal };
    },
    async close() {
      const all = [...byNotebook.values()];
      all.forEach(cancel);
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

function begun(notebook: string): Verification {
  return {
    id: randomBytes(8).toString("hex"),
    notebook,
    startedAt: Date.now(),
    finishedAt: null,
    way: null,
    done: 0,
    total: 0,
    verdict: null,
    error: null,
  };
}

function progressOf(now: Verification, event: RunEvent, way: Way): Verification {
  if (event.event === "run-started") return { ...now, way, done: 0, total: event.cells.length };
  return event.event === "progress" ? { ...now, way, done: event.done, total: event.total } : now;
}

function codedOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  return new CodedError("CW7008", `The verification broke off: ${(error as Error).message}`, "Try it again.");
}
