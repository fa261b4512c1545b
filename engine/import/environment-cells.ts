import { pythonLiteral } from "../python/edit.ts";
import { type GatheredParameter, variable } from "./gather-parameters.ts";
import type { PipelineTask } from "./pipeline.ts";
import { type DraftCell, draft } from "./read-file.ts";

/** The environment variables of a pipeline as parameters, and the cells that set them. */
export interface EnvironmentCells {
  readonly parameters: readonly GatheredParameter[];
  /** Variables that have one value wherever they are set: set once, so that tasks still run at the same time. */
  readonly ofAll: readonly DraftCell[];
  /** Task → cells that set what another task sets to something else. */
  readonly ofTask: ReadonlyMap<string, readonly DraftCell[]>;
}

export function environmentCells(tasks: readonly PipelineTask[], taken: ReadonlySet<string>): EnvironmentCells {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of tasks.flatMap(({ env }) => env)) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  const used = new Set(taken);
  const parameters: GatheredParameter[] = [];
  const parameterFor = (wanted: string, value: string): string => {
    const name = free(wanted, used);
    used.add(name);
    parameters.push({ name, value: pythonLiteral(value), note: "" });
    return name;
  };
  const one = [...values].flatMap(([name, set]) => {
    const [value = "", ...others] = set;
    return others.length > 0 ? [] : [[name, parameterFor(spelt(name), value)] as const];
  });
  const ofTask = new Map(
    tasks.flatMap(({ id, title, env }) => {
      const own = env.filter(({ name }) => (values.get(name)?.size ?? 0) > 1);
      const set = own.map(
        ({ name, value }) => [name, parameterFor(`${variable(title)}_${spelt(name)}`, value)] as const,
      );
      return set.length > 0 ? [[id, [settingCell(set)]] as const] : [];
    }),
  );
  return { parameters, ofAll: one.length > 0 ? [settingCell(one)] : [], ofTask };
}

function settingCell(set: readonly (readonly [name: string, parameter: string])[]): DraftCell {
  const lines = set.map(([name, parameter]) => `os.environ[${pythonLiteral(name)}] = str(${parameter})`);
  return draft("code", ["import os", "", ...lines].join("\n"));
}

function free(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; used.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

function spelt(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}
