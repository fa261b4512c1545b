import { createHash } from "node:crypto";
import { CodedError } from "../../errors.ts";
import type { Target } from "../../model/target.ts";

/** What every target that is driven through an agent is told. */
export interface AgentSettings {
  /** The Python of the target that runs the agent, and the jobs where `jobPython` says nothing else: a command there. */
  readonly python: string;
  /** The words that start the Python of the jobs, such as `["$ROOT/venvs/ab12/bin/python"]`. */
  readonly jobPython?: readonly string[];
  /** Where everything of ours is on the target: `~/.cellweave` unless told otherwise. */
  readonly root: string;
  readonly local: LocalPlaces;
  /** The runner here, one file. */
  readonly runner: string;
  /** For so long a lost link is made again before the run is told. */
  readonly giveUpSeconds: number;
  /** Files of the notebook's folder travel up to so many bytes in all. */
  readonly carryBytes: number;
  /** The target sees the notebook's folder and the store under the same paths, so that nothing has to travel. */
  readonly sharesFiles: boolean;
  /** Variables that jobs get. */
  readonly env: Readonly<Record<string, string>>;
}

/** Absolute paths on this machine. */
export interface LocalPlaces {
  readonly objects: string;
  readonly items: string;
  /** The notebook's folder. */
  readonly workspace: string;
  /** Where each job is written down, by its key, before it is submitted. */
  readonly journal: string;
  /** Tells this machine from others whose notebooks have the same path; may be empty. */
  readonly machine: string;
}

export const defaultRoot = "~/.cellweave";
const defaultCarryBytes = 100_000_000;
const defaultGiveUpSeconds = 300;

export function agentSettings({ name, settings }: Target): AgentSettings {
  const refuse = (setting: string, what: string) =>
    new CodedError(
      "CW6109",
      `The setting ${setting} of ${name} must be ${what}.`,
      "Correct it in the target's settings.",
    );
  const text = (from: Readonly<Record<string, unknown>>, key: string, otherwise?: string): string => {
    const value = from[key] ?? otherwise;
    if (typeof value !== "string") throw refuse(key, "a text");
    return value;
  };
  const size = (key: string, otherwise: number): number => {
    const value = settings[key] ?? otherwise;
    if (typeof value !== "number" || !(value >= 0)) throw refuse(key, "a number that is not below 0");
    return value;
  };
  const root = text(settings, "root", defaultRoot);
  if (!/^(\/|~\/)./.test(root)) throw refuse("root", "a path that begins with / or ~/");
  const local = (settings.local ?? {}) as Readonly<Record<string, unknown>>;
  const jobPython = settings.jobPython;
  if (jobPython !== undefined && !isWords(jobPython)) throw refuse("jobPython", "a list of words");
  return {
    python: text(settings, "python", "python3"),
    ...(jobPython === undefined ? {} : { jobPython }),
    root: root.replace(/\/+$/, ""),
    local: {
      objects: text(local, "objects"),
      items: text(local, "items", ""),
      workspace: text(local, "workspace"),
      journal: text(local, "journal"),
      machine: text(local, "machine", ""),
    },
    runner: text(settings, "runner"),
    giveUpSeconds: size("giveUpSeconds", defaultGiveUpSeconds),
    carryBytes: size("carryBytes", defaultCarryBytes),
    sharesFiles: settings.sharesFiles === true,
    env: (settings.env ?? {}) as Readonly<Record<string, string>>,
  };
}

/** The folder on the target that stands for the notebook's own. */
export function workspaceOn({ local, sharesFiles }: AgentSettings): string {
  if (sharesFiles) return local.workspace;
  const hash = createHash("sha256").update(`${local.machine}\0${local.workspace}`).digest("hex").slice(0, 24);
  return `$ROOT/workspaces/${hash}`;
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string");
}
