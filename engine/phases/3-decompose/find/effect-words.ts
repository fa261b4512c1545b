import type { Observation } from "./observe.ts";
import type { Problem } from "./problem.ts";

interface Words {
  readonly says: string;
  readonly remedy: string | null;
}

export const ownGenerator =
  "Give each item a generator of its own, such as `rng = np.random.default_rng(i)`, or `random_state=` where a function takes it.";
const above = "Do it once, above.";

/** What each kind of ambient state means for items that run apart; what is not listed is changed or used in order. */
const words: { readonly [prefix: string]: Words | null } = {
  "fs:read": null,
  "env:read": null,
  "cwd:read": null,
  entropy: null,
  "fs:write": {
    says: "writes files, which the next items may depend on",
    remedy: "Gather the results in a list and write them after it.",
  },
  "fs:": { says: "works on files", remedy: null },
  "rng:": {
    says: "draws random numbers from a generator that all share, so they depend on the order",
    remedy: ownGenerator,
  },
  "cwd:write": { says: "changes the working directory", remedy: above },
  "env:write": { says: "changes an environment variable", remedy: above },
  "env:packages": { says: "installs packages", remedy: above },
  shell: { says: "runs another program", remedy: null },
  net: { says: "uses the network, where the order of requests can be seen", remedy: null },
  sql: { says: "uses a database, whose connection is shared", remedy: null },
  "plt:": { says: "draws in the current figure", remedy: "Gather what is to be drawn and draw it after it." },
  "mpl:": { says: "changes matplotlib's settings", remedy: above },
  display: { says: "shows a rich output", remedy: "Gather what is to be shown and show it after it." },
  time: { says: "looks at the clock, which would measure all that runs at the same time", remedy: null },
  stdin: { says: "asks for input", remedy: null },
  exit: { says: "may end the program", remedy: null },
  thread: { says: "starts something that runs beside it", remedy: null },
  warnings: { says: "changes the filter of warnings", remedy: above },
  logging: { says: "changes how messages are logged", remedy: above },
  clipboard: { says: "uses the clipboard", remedy: null },
  dynamic: { says: "reaches names that are only known when it runs", remedy: null },
  "ipython:": { says: "looks at earlier inputs or outputs", remedy: null },
  "module:": { says: "changes a module for everybody", remedy: null },
};

/** Effects that a person who asks for items of their own takes upon themselves. */
const owned = /^(?:net|time|entropy)/;

/** What the ambient state has against running it apart. */
export function effectProblems(observation: Observation, declared: boolean): Problem[] {
  return observation.effects.flatMap(({ effect, at }): Problem[] => {
    if (declared && owned.test(effect)) return [];
    const found = Object.keys(words).find((prefix) => effect.startsWith(prefix));
    const said =
      found === undefined
        ? { says: `changes or uses ${effect.split(":", 1)[0]} settings`, remedy: null }
        : words[found];
    return said == null ? [] : [{ rank: 4, at: at.start, name: null, ...said }];
  });
}

/** Ambient state that a piece changes, so that nothing that may look at it can go first. */
export function changesState(effect: string): boolean {
  return !/^(?:fs:read|env:read|cwd:read|entropy|time|display)/.test(effect);
}
