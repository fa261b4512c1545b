import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { CodedError } from "../../errors.ts";
import { runnerPath } from "../start-run.ts";
import type { Ended } from "./run-once.ts";

export interface VariableDifference {
  readonly name: string;
  /** Where in the value: "df['age']". */
  readonly place: string;
  readonly reason: string;
  readonly left: string;
  readonly right: string;
}

export interface ComparedVariables {
  readonly compared: number;
  readonly differences: readonly VariableDifference[];
  readonly notes: readonly string[];
}

/** Compares what two runs left. Python loads both: nothing is unpickled here. Errors: CW5003. */
export async function compareVariables(
  left: Ended,
  right: Ended,
  settings: { readonly python: string; readonly directory: string; readonly scratch: string },
): Promise<ComparedVariables> {
  const names = [...new Set([...left.variables.keys(), ...right.variables.keys()])];
  const pairs: Record<string, readonly [string, string]> = {};
  const differences: VariableDifference[] = [];
  const apart: string[] = [];
  for (const name of names) {
    const [mine, theirs] = [left.variables.get(name), right.variables.get(name)];
    if (isAmbient(name) && !(mine?.digest && theirs?.digest)) continue;
    if (!mine || !theirs) differences.push(onOneSide(name, mine !== undefined));
    else if (mine.digest === null || theirs.digest === null) apart.push(name);
    else pairs[name] = [mine.digest, theirs.digest];
  }
  const told = await askPython(left, right, pairs, settings);
  const unloaded = told.unknown.map(({ name, reason }) => `\`${name}\` could not be compared: ${reason}.`);
  return {
    compared: Object.keys(pairs).filter((name) => !isAmbient(name)).length - told.unknown.length,
    differences: [...differences, ...told.differences],
    notes: [...stayed(apart), ...unloaded],
  };
}

const isAmbient = (name: string) => name.startsWith("<");

function onOneSide(name: string, inOrder: boolean): VariableDifference {
  const [there, gone] = ["bound", "not bound"];
  return {
    name,
    place: name,
    reason: "is bound on one side only",
    left: inOrder ? there : gone,
    right: inOrder ? gone : there,
  };
}

function stayed(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const list = names.map((name) => `\`${name}\``).join(", ");
  return [`Not compared, since they cannot leave their process: ${list}.`];
}

interface Told {
  readonly differences: readonly VariableDifference[];
  readonly unknown: readonly { readonly name: string; readonly reason: string }[];
}

async function askPython(
  left: Ended,
  right: Ended,
  names: Record<string, readonly [string, string]>,
  { python, directory, scratch }: { readonly python: string; readonly directory: string; readonly scratch: string },
): Promise<Told> {
  const [request, result] = [join(scratch, "compare.json"), join(scratch, "compared.json")];
  await writeFile(request, JSON.stringify({ stores: [left.objects, right.objects], directory, names }));
  const env = { ...process.env, PYTHONHASHSEED: "0", MPLBACKEND: "Agg" };
  try {
    const parameters = [runnerPath(), "compare", request, result];
    await promisify(execFile)(python, parameters, { env, maxBuffer: 1 << 28 });
    return JSON.parse(await readFile(result, "utf8")) as Told;
  } catch (error) {
    const words = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1) ?? (error as Error).message;
    throw new CodedError(
      "CW5003",
      `The variables of the two runs could not be compared: ${words}`,
      "Both runs' variables must fit into memory together; close other programs, or verify a smaller notebook.",
      { cause: error },
    );
  }
}
