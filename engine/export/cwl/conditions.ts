import type { CellId } from "../../model/flow.ts";
import type { CellFacts } from "../../model/graph.ts";
import type { PythonParser } from "../../python/parser.ts";
import { conditionIn, conditionInScript } from "../condition.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";

/** The parameter that decides whether a step runs, and how CWL asks it. */
export interface StepCondition {
  readonly parameter: Parameter;
  readonly when: string;
  /** It is more than a reference to the parameter. */
  readonly script: boolean;
}

/** Which steps run only where a parameter says so, by their ids. */
export interface Conditions {
  of(step: string): StepCondition | null;
  /** From where a value comes: the step itself, and, where that may be left out, what there was before it. */
  versions(name: string, from: string): Versions;
}

interface Versions {
  readonly from: readonly string[];
  /** One of them is always there. */
  readonly certain: boolean;
}

type Latest = (step: ExportStep | undefined, name: string) => ExportStep["takes"][number] | undefined;

interface Known {
  readonly steps: readonly ExportStep[];
  readonly facts: readonly CellFacts[];
  readonly parameters: readonly Parameter[];
  readonly parametersIn: CellId | null;
  readonly parser: PythonParser;
}

/** The conditions that CWL can say such that each step is given what Python would give it. */
export function conditionsOf({ steps, facts, parameters, parametersIn, parser }: Known): Conditions {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const places = new Map(steps.map(({ id }, place) => [id, place]));
  // Of versions that come from several steps, the last one counts.
  const latest: Latest = (step, name) =>
    step?.takes
      .filter((take) => take.name === name)
      .sort((a, b) => (places.get(a.from) ?? 0) - (places.get(b.from) ?? 0))
      .at(-1);
  const found = new Map<string, StepCondition>();
  const versions = (name: string, from: string): Versions => {
    if (!found.has(from)) return { from: [from], certain: true };
    const earlier = latest(byId.get(from), name);
    if (earlier === undefined) return { from: [from], certain: false };
    const before = versions(name, earlier.from);
    return { from: [from, ...before.from], certain: before.certain };
  };
  const conditions: Conditions = { of: (step) => found.get(step) ?? null, versions };
  const given = steps.find(({ cells }) => cells.some(({ cell }) => cell.id === parametersIn));
  // An expression's sign in a path would be read as a script.
  const scripts = !steps.some(({ reads, writes }) =>
    [...reads.map(({ path }) => path), ...writes].join().includes("$"),
  );
  const left = new Map<string, string>();
  const written = new Set<string>();
  for (const step of steps) {
    const condition = given === undefined ? null : askedOf(step, given, facts, parameters, parser);
    if (condition !== null && (scripts || !condition.script))
      if (hasClearVersions(step, left, latest, versions) && hasFilesOfItsOwn(step, steps, written))
        found.set(step.id, condition);
    for (const name of step.gives) left.set(name, step.id);
    for (const path of step.writes) written.add(path);
  }
  return conditions;
}

/** The condition of a step that is one `if` about a parameter as it was given to the workflow. */
function askedOf(
  step: ExportStep,
  given: ExportStep,
  facts: readonly CellFacts[],
  parameters: readonly Parameter[],
  parser: PythonParser,
): StepCondition | null {
  const [only, ...others] = step.cells;
  if (only === undefined || others.length > 0 || step.scatter !== null || step === given) return null;
  const condition = conditionIn(only.source, parser);
  const parameter = parameters.find(({ name }) => name === condition?.name);
  if (condition === null || parameter === undefined || !/^[A-Za-z_]\w*$/.test(parameter.name)) return null;
  const takes = step.takes.filter(({ name }) => name === parameter.name);
  if (takes.length !== 1 || takes[0]?.from !== given.id) return null;
  const own = facts.find(({ id }) => id === only.cell.id);
  if (own === undefined || own.deletes.length > 0 || mayBind(own, "*")) return null;
  const set = new Set(parameters.map(({ cell }) => cell));
  const before = facts.filter(({ id, index }) => index < only.cell.index && !set.has(id));
  if (before.some((cell) => mayBind(cell, parameter.name))) return null;
  const value = `inputs.parameter_${parameter.name}`;
  const asked = conditionInScript(condition, parameter, value);
  return asked === null ? null : { parameter, when: `$(${asked})`, script: asked !== value };
}

function mayBind({ writes, maybeWrites, deletes, effects }: CellFacts, name: string): boolean {
  return (
    effects.includes("dynamic") || [...writes, ...maybeWrites, ...deletes].some((one) => one === name || one === "*")
  );
}

/** Of each name that it leaves, it takes the version before it; that one may be missing only if there is none at all. */
function hasClearVersions(
  step: ExportStep,
  left: ReadonlyMap<string, string>,
  latest: Latest,
  versions: Conditions["versions"],
): boolean {
  return step.gives.every((name) => {
    const before = left.get(name);
    const earlier = latest(step, name);
    if (before === undefined || earlier === undefined) return before === earlier?.from;
    return earlier.from === before && versions(name, before).certain;
  });
}

/** The files that it writes come from nowhere else. */
function hasFilesOfItsOwn(step: ExportStep, steps: readonly ExportStep[], written: ReadonlySet<string>): boolean {
  const others = new Set(
    steps.flatMap(({ reads }) => reads.filter(({ from }) => from !== step.id).map(({ path }) => path)),
  );
  return step.writes.every((path) => !written.has(path) && !others.has(path));
}
