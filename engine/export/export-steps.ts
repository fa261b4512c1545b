import type { Diagnostic } from "../model/diagnostic.ts";
import { type CellId, cellNumber, cellOf, type FlowCell } from "../model/flow.ts";
import type { CellFacts } from "../model/graph.ts";
import type { Step } from "../model/plan.ts";
import { joinWishes } from "../model/resource-wishes.ts";
import type { CompiledSource, ResourceWishes } from "../model/skeleton.ts";
import type { ExportInput } from "./exporter.ts";
import { identifier, uniqueNames } from "./names.ts";
import { type ExportScatter, scatterOf } from "./scatters.ts";

/** A step of the plan as other engines see it: files in, files out. */
export interface ExportStep {
  /** "03_train_model": readable, stable, and legal everywhere. */
  readonly id: string;
  readonly step: Step;
  readonly cells: readonly {
    readonly cell: FlowCell;
    readonly source: string;
    readonly count: number;
    /** What runs the loop of a step that is scattered. */
    readonly compiled: CompiledSource | null;
  }[];
  readonly prelude: readonly { readonly cell: FlowCell; readonly count: number }[];
  /** The values it is given, each from the step that left it. */
  readonly takes: readonly { readonly name: string; readonly from: string }[];
  /** Every name it leaves: for later steps, and as results. */
  readonly gives: readonly string[];
  /** Of those, the names that later steps take. */
  readonly wanted: readonly string[];
  /** Steps that must have run before it although no value says so. */
  readonly after: readonly string[];
  readonly reads: readonly { readonly path: string; readonly from: string | null }[];
  readonly writes: readonly string[];
  readonly imports: readonly string[];
  /** It uses the network, as far as its code says. */
  readonly network: boolean;
  readonly wishes: ResourceWishes;
  /** Its one skeleton, whose items other programs can run; null where it runs as it stands. */
  readonly scatter: ExportScatter | null;
  /** The Markdown between the step's first cell and the code before it. */
  readonly description: string;
}

export interface ExportSteps {
  readonly steps: readonly ExportStep[];
  /** For each name the step that leaves its final value. */
  readonly results: readonly { readonly name: string; readonly from: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

const effectPath = /^fs:(read|write):(.+)$/;

/** The plan's steps with everything that goes in and out of them, in an order in which they can run. */
export function exportSteps({ apart, plan }: ExportInput): ExportSteps {
  const cells = new Map(apart.flow.cells.map((cell) => [cell.id, cell]));
  const facts = new Map(apart.graph.cells.map((cell) => [cell.id, cell]));
  const counts = countsOf(apart.flow.cells);
  const ordered = inOrder(plan.steps, cells);
  const ids = uniqueNames(ordered.map((step, at) => stepName(step, at, cells, facts)));
  const idOf = new Map(ordered.map((step, at) => [step.id, ids[at] ?? step.id]));
  const gives = new Map(ordered.map((step) => [step.id, givenBy(step, facts)]));
  const wishesIn = new Map(plan.steps.flatMap((step) => step.parts.map((part) => [part.cell, part.wishes] as const)));
  const written = new Map<string, string>();
  const left = new Map<string, string>();
  const steps = ordered.map((step): ExportStep => {
    const id = idOf.get(step.id) ?? step.id;
    const own = step.parts.flatMap(({ cell }) => facts.get(cell) ?? []);
    const given = gives.get(step.id) ?? [];
    const takes = takenBy(step, plan.transfers, gives, idOf);
    // What it only may bind, or changes through another name, it gives on as it came.
    for (const name of given) {
      const from = left.get(name);
      const isTaken = takes.some((take) => take.name === name);
      if (from !== undefined && !isTaken && !own.some((cell) => cell.writes.includes(name))) takes.push({ name, from });
    }
    for (const name of given) left.set(name, id);
    const reads = filesOf(own, "read").map((path) => ({ path, from: written.get(path) ?? null }));
    const writes = filesOf(own, "write");
    for (const path of writes) written.set(path, id);
    const from = new Set([...takes.map((take) => take.from), ...reads.map((read) => read.from)]);
    const scatter = scatterOf(step);
    return {
      id,
      step,
      cells: step.parts.flatMap(({ cell, source, compiled }) =>
        withCount(cells.get(cell), source, counts).map((one) => ({ ...one, compiled: scatter ? compiled : null })),
      ),
      prelude: step.prelude.flatMap((cell) => withCount(cells.get(cell), "", counts)),
      takes,
      gives: given,
      wanted: wantedOf(step, plan.transfers, gives),
      after: step.needs.flatMap((need) => idOf.get(need) ?? []).filter((need) => !from.has(need)),
      reads: reads.filter(({ path }) => !writes.includes(path) || written.get(path) !== id),
      writes,
      imports: [
        ...new Set([...own, ...step.prelude.flatMap((cell) => facts.get(cell) ?? [])].flatMap((f) => f.imports)),
      ],
      network: own.some(({ effects }) => effects.some((effect) => effect === "net" || effect.startsWith("net:"))),
      wishes: joinWishes([
        step.wishes,
        ...step.parts.flatMap((part) => part.constructs.map((construct) => construct.wishes)),
        ...step.prelude.map((cell) => wishesIn.get(cell) ?? {}),
      ]),
      scatter,
      description: descriptionOf(step, apart.flow.cells),
    };
  });
  const results = new Map<string, string>();
  for (const step of steps)
    for (const name of step.gives) if (!name.startsWith("<") && name !== "_") results.set(name, step.id);
  return {
    steps,
    results: [...results].map(([name, from]) => ({ name, from })),
    diagnostics: ordered.flatMap((step) => step.parts.flatMap(({ cell }) => unknowable(facts.get(cell)))),
  };
}

/** Steps after those that they need; otherwise as the notebook has them. */
function inOrder(steps: readonly Step[], cells: ReadonlyMap<CellId, FlowCell>): Step[] {
  const place = (step: Step) => cells.get(step.parts[0]?.cell ?? "")?.index ?? 0;
  const waiting = [...steps].sort((a, b) => place(a) - place(b));
  const done = new Set<string>();
  const ordered: Step[] = [];
  while (waiting.length > 0) {
    const at = Math.max(
      0,
      waiting.findIndex((step) => step.needs.every((need) => done.has(need))),
    );
    const [next] = waiting.splice(at, 1);
    if (next === undefined) break;
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}

function takenBy(
  step: Step,
  transfers: readonly { readonly from: string; readonly to: string; readonly variables: readonly string[] }[],
  gives: ReadonlyMap<string, readonly string[]>,
  idOf: ReadonlyMap<string, string>,
): { name: string; from: string }[] {
  return transfers
    .filter(({ to }) => to === step.id)
    .flatMap(({ from, variables }) => {
      const given = gives.get(from) ?? [];
      const names = variables.includes("*") ? given : variables.filter((name) => given.includes(name));
      return names.map((name) => ({ name, from: idOf.get(from) ?? from }));
    });
}

function wantedOf(
  step: Step,
  transfers: readonly { readonly from: string; readonly variables: readonly string[] }[],
  gives: ReadonlyMap<string, readonly string[]>,
): string[] {
  const given = gives.get(step.id) ?? [];
  const names = transfers.filter(({ from }) => from === step.id).flatMap(({ variables }) => variables);
  return names.includes("*") ? [...given] : [...new Set(names)].filter((name) => given.includes(name));
}

/** What the step leaves: what it binds or may bind or change, and the state that travels under a reserved name. */
function givenBy(step: Step, facts: ReadonlyMap<CellId, CellFacts>): string[] {
  const names = new Set<string>(step.wanted.filter((name) => name !== "*"));
  for (const { cell } of step.parts) {
    const own = facts.get(cell);
    for (const list of [own?.writes, own?.maybeWrites, own?.mutates, own?.maybeMutates])
      for (const name of list ?? []) if (name !== "*" && /^[\p{ID_Start}_]/u.test(name)) names.add(name);
  }
  return [...names];
}

function filesOf(facts: readonly CellFacts[], kind: "read" | "write"): string[] {
  const paths = facts.flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      const [, how, path] = effectPath.exec(effect) ?? [];
      return how === kind && path !== undefined && isInside(path) ? [path] : [];
    }),
  );
  return [...new Set(paths)];
}

/** Below the notebook's folder: what lies elsewhere does not travel. */
function isInside(path: string): boolean {
  return !/^(?:[/~]|[a-z][\w+.-]*:)/i.test(path) && !path.split("/").includes("..") && !/[*?[\]{}]/.test(path);
}

function unknowable(facts: CellFacts | undefined): Diagnostic[] {
  const outside = facts?.effects.flatMap((effect) => {
    const path = effectPath.exec(effect)?.[2];
    return path !== undefined && !isInside(path) ? [path] : [];
  });
  if (!facts || !outside?.length) return [];
  return [
    {
      code: "CW3901",
      severity: "warning",
      cell: cellOf(facts.id),
      message: `Cell ${cellNumber(facts)} uses ${outside.map((path) => `\`${path}\``).join(", ")}, which lies outside of the notebook's folder and is not taken along.`,
      hint: "Put the file beside the notebook and name it by a relative path, or see to it that it is there where the export runs.",
      range: null,
    },
  ];
}

function stepName(
  step: Step,
  at: number,
  cells: ReadonlyMap<CellId, FlowCell>,
  facts: ReadonlyMap<CellId, CellFacts>,
): string {
  const number = String(at + 1).padStart(2, "0");
  const binds = step.parts.flatMap(({ cell }) => facts.get(cell)?.writes ?? []);
  const heading = step.parts.flatMap(({ cell }) => firstComment(cells.get(cell)?.source ?? ""))[0];
  const words = identifier(heading ?? binds.slice(-2).join("_")).slice(0, 30);
  return words === "" ? `${number}_step` : `${number}_${words}`;
}

function firstComment(source: string): string[] {
  const words = /^#+\s*(?!%%)([\p{L}][\p{L}\p{N} _-]{2,60})/u.exec(source.trimStart())?.[1];
  return words === undefined ? [] : [words.trim()];
}

function withCount(cell: FlowCell | undefined, source: string, counts: ReadonlyMap<CellId, number>) {
  return cell === undefined ? [] : [{ cell, source: source || cell.source, count: counts.get(cell.id) ?? 0 }];
}

function countsOf(cells: readonly FlowCell[]): Map<CellId, number> {
  const code = cells.filter((cell) => cell.kind === "code" && cell.source.trim() !== "");
  const whole = [...new Set(code.map(({ id }) => cellOf(id)))];
  return new Map(code.map(({ id }) => [id, whole.indexOf(cellOf(id)) + 1]));
}

function descriptionOf(step: Step, cells: readonly FlowCell[]): string {
  const first = cells.findIndex((cell) => cell.id === step.parts[0]?.cell);
  const before: string[] = [];
  for (let at = first - 1; at >= 0 && cells[at]?.kind === "markdown"; at--) before.unshift(cells[at]?.source ?? "");
  return before.join("\n\n").trim();
}
