import { CodedError } from "@cellweave/engine/errors";
import type { PythonFound } from "@cellweave/engine/model/environment";
import type { ServerConfig } from "../config.ts";

export interface Pythons {
  /** The Pythons of the machine, best first for a notebook with this kernelspec. */
  find(kernelspec: string | null): Promise<readonly PythonFound[]>;
  /** What was found last, without looking again. */
  known(): readonly PythonFound[];
  /** The one that was asked for, else the best for the kernelspec. Errors: CW7014. */
  choose(kernelspec: string | null, asked: string | null): Promise<PythonFound>;
}

/** Finding starts every Python once, so what was found is kept for a minute. */
const keep = 60_000;

export function createPythons({ python, home, world }: ServerConfig): Pythons {
  let known: readonly PythonFound[] = [];
  const kept = new Map<string, { readonly at: number; readonly found: Promise<readonly PythonFound[]> }>();

  function find(kernelspec: string | null, option = python): Promise<readonly PythonFound[]> {
    const key = JSON.stringify([kernelspec, option]);
    const last = kept.get(key);
    if (last && Date.now() - last.at < keep) return last.found;
    const found = world.findPythons({ option, kernelspec, home });
    kept.set(key, { at: Date.now(), found });
    found.then(
      (pythons) => {
        known = pythons;
      },
      () => kept.delete(key),
    );
    return found;
  }

  return {
    find: (kernelspec) => find(kernelspec),
    known: () => known,
    async choose(kernelspec, asked) {
      const known = await find(kernelspec);
      const chosen =
        asked === null ? known[0] : (known.find(({ path }) => path === asked) ?? (await find(null, asked))[0]);
      if (chosen && (asked === null || chosen.path === asked || chosen.origin === "option")) return chosen;
      throw new CodedError(
        "CW7014",
        asked
          ? `${asked} is not a Python that can run notebooks.`
          : "No Python 3.9 or newer was found on this machine.",
        "Install Python 3.9 or newer, or name one with --python.",
      );
    },
  };
}
