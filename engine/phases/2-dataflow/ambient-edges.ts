import { cellNumber } from "../../model/flow.ts";
import type { CellFacts, Observed } from "../../model/graph.ts";
import type { AnalysedCell } from "../../python/analysis/analyse-cells.ts";
import type { EdgeList, Tell } from "./edges.ts";

/** A piece of ambient state: who changes it, who depends on it, and how a person is told. */
interface Ambient {
  readonly state: string;
  /** The effect of a cell that changes it. */
  readonly change: string;
  readonly uses: (cell: CellFacts, analysed: AnalysedCell) => boolean;
  readonly words: string;
}

const never = () => false;
const touchesFiles = (cell: CellFacts) =>
  cell.effects.some(
    (effect) => effect.startsWith("fs:") || effect === "shell" || effect === "cwd:read" || effect === "sql",
  );
const usesLibrary =
  (...libraries: string[]) =>
  (_cell: CellFacts, analysed: AnalysedCell) =>
    libraries.some((library) => analysed.analysis.record.libraries.has(library));
const draws = (cell: CellFacts) => cell.effects.includes("plt:figures");
const works = (cell: CellFacts) => !cell.light && !cell.definitionsOnly;

/** Generators are read and changed by every draw; settings are changed by few and hold for all that use their library. */
const states: readonly Ambient[] = [
  ...["rng:np", "rng:py", "rng:torch", "rng:tf"].map((state) => ({
    state,
    change: state,
    uses: never,
    words: "the global random generator",
  })),
  { state: "cwd", change: "cwd:write", uses: touchesFiles, words: "the working directory" },
  {
    state: "env:packages",
    change: "env:packages",
    uses: (cell) => cell.imports.length > 0 || cell.effects.includes("shell"),
    words: "the installed packages",
  },
  { state: "sys:path", change: "sys:path", uses: (cell) => cell.imports.length > 0, words: "`sys.path`" },
  { state: "warnings", change: "warnings", uses: works, words: "the warnings filters" },
  {
    state: "logging",
    change: "logging",
    uses: (cell, analysed) => works(cell) && usesLibrary("logging")(cell, analysed),
    words: "the logging settings",
  },
  {
    state: "pandas:options",
    change: "pandas:options",
    uses: (cell, analysed) => analysed.analysis.displays || usesLibrary("pandas")(cell, analysed),
    words: "the options of pandas",
  },
  {
    state: "numpy:options",
    change: "numpy:options",
    uses: (cell, analysed) => analysed.analysis.displays || usesLibrary("numpy")(cell, analysed),
    words: "the options of NumPy",
  },
  { state: "torch:options", change: "torch:options", uses: usesLibrary("torch"), words: "the options of torch" },
  {
    state: "sklearn:options",
    change: "sklearn:options",
    uses: usesLibrary("sklearn"),
    words: "the options of scikit-learn",
  },
  {
    state: "mpl:rc",
    change: "mpl:rc",
    uses: (cell, analysed) => draws(cell) || usesLibrary("matplotlib", "seaborn")(cell, analysed),
    words: "the settings of Matplotlib",
  },
  { state: "mpl:backend", change: "mpl:backend", uses: draws, words: "the backend of Matplotlib" },
  { state: "ipython:settings", change: "ipython:settings", uses: works, words: "settings of IPython" },
  { state: "ipython:store", change: "ipython:store", uses: never, words: "the stored variables" },
  { state: "sys:settings", change: "sys:settings", uses: works, words: "settings of the interpreter" },
  { state: "sql", change: "sql", uses: never, words: "the database" },
  { state: "stdin", change: "stdin", uses: never, words: "the keyboard" },
  { state: "clipboard", change: "clipboard", uses: never, words: "the clipboard" },
];

/** What a run reports as changed, in the words of the effects. */
const reported: { readonly [word: string]: string } = {
  "rng.py": "rng:py",
  "rng.np": "rng:np",
  "rng.torch": "rng:torch",
  cwd: "cwd:write",
  env: "env:write",
  warnings: "warnings",
  "sys.path": "sys:path",
  "pandas.options": "pandas:options",
  "mpl.rc": "mpl:rc",
};

/** Edges for state that has no name in the notebook: each change after the one before it, each use after the last change. */
export function ambientEdges(
  cells: readonly AnalysedCell[],
  facts: readonly CellFacts[],
  observed: Observed,
  edges: EdgeList,
): void {
  const effects = facts.map((cell, i) => withObserved(cell, cells[i] as AnalysedCell, observed));
  const changed = new Set<string>();
  for (const own of effects) for (const effect of own) changed.add(effect);
  for (const ambient of [...states, ...variables(changed), ...modules(changed)]) {
    if (!changed.has(ambient.change)) continue;
    let last: CellFacts | null = null;
    facts.forEach((cell, i) => {
      if (!cell.parses) return;
      const changes = (effects[i] as readonly string[]).includes(ambient.change);
      const uses = changes || (last !== null && ambient.uses(cell, cells[i] as AnalysedCell));
      if (last !== null && uses) {
        edges.add("ambient", changes, last, cell, ambient.state, changes ? changesToo(ambient) : dependsOn(ambient));
      }
      if (changes) last = cell;
    });
  }
  if (!closesFigures(cells)) figureEdges(facts, edges);
}

function withObserved(cell: CellFacts, analysed: AnalysedCell, observed: Observed): readonly string[] {
  if (!cell.parses || Object.keys(observed).length === 0) return cell.effects;
  const more = observed[analysed.hash()]?.ambientWrites ?? [];
  return more.length === 0 ? cell.effects : [...cell.effects, ...more.map((word) => reported[word] ?? word)];
}

/** One state a variable of the environment that some cell sets. */
function variables(changed: ReadonlySet<string>): Ambient[] {
  const effects = [...changed].filter((effect) => /^env:write(?::|$)/.test(effect));
  const names = new Set(effects.map((effect) => effect.slice(10)));
  return [...names].map((name) => ({
    state: name === "" ? "env" : `env:${name}`,
    change: name === "" ? "env:write" : `env:write:${name}`,
    uses: (cell) =>
      cell.imports.length > 0 ||
      cell.effects.some(
        (effect) =>
          effect === "shell" ||
          effect === "env:read" ||
          effect === `env:read:${name}` ||
          (name === "" && effect.startsWith("env:read:")),
      ),
    words: name === "" ? "the environment" : `the environment variable ${name}`,
  }));
}

/** One state a library that some cell patches. */
function modules(changed: ReadonlySet<string>): Ambient[] {
  const names = [...changed].filter((effect) => effect.startsWith("module:")).map((effect) => effect.slice(7));
  return names.map((name) => ({
    state: `module:${name}`,
    change: `module:${name}`,
    uses: usesLibrary(name),
    words: `the module \`${name}\``,
  }));
}

/** The inline backend closes all figures at the end of a cell; windows and widgets keep them. */
function closesFigures(cells: readonly AnalysedCell[]): boolean {
  const closes = ({ kind, argument }: AnalysedCell["parsed"]["magics"][number]) =>
    kind !== "backend" || /^(?:inline|agg|svg|pdf|)$/i.test(argument.trim());
  return cells.every((cell) => cell.parsed.magics.every(closes));
}

function figureEdges(facts: readonly CellFacts[], edges: EdgeList): void {
  let last: CellFacts | null = null;
  for (const cell of facts) {
    if (!draws(cell)) continue;
    if (last !== null)
      edges.add(
        "ambient",
        true,
        last,
        cell,
        "plt:figures",
        (_state, from, to) =>
          `Cells ${cellNumber(from)} and ${cellNumber(to)} draw in figures that stay open between cells.`,
      );
    last = cell;
  }
}

function changesToo(ambient: Ambient): Tell {
  return (_state, from, to) =>
    `Cell ${cellNumber(from)} changes ${ambient.words}, and cell ${cellNumber(to)} changes it too.`;
}

function dependsOn(ambient: Ambient): Tell {
  return (_state, from, to) =>
    `Cell ${cellNumber(from)} changes ${ambient.words}, and cell ${cellNumber(to)} depends on it.`;
}
