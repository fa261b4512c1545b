import { secondsOf } from "../../model/resource-wishes.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { harnessWords } from "../bundle/harness-words.ts";
import { hashComment, pythonText, pythonValue } from "../bundle/spelling.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter, ParameterType } from "../parameters.ts";

/** The DAG's file: a task a step. Code and words are never templates of Airflow's, so nothing in them is filled in. */
export function dagFile(name: string, title: string, bundle: Bundle): string {
  const { steps, parameters } = bundle;
  const lines = [
    ...hashComment(title),
    ...(steps.some(({ wishes }) => wishes.time !== undefined) ? ["import datetime"] : []),
    ...preamble,
    ...kinds(parameters),
    "",
    ...stepFunction,
    "",
    "",
    "with DAG(",
    `    dag_id=${pythonText(name)},`,
    `    description=${pythonText(title)},`,
    "    schedule=None,",
    "    catchup=False,",
    ...(parameters.length === 0 ? [] : ["    params={", ...parameters.map(param), "    },"]),
    "):",
    ...steps.flatMap((step) => taskLines(step, bundle)),
  ];
  return `${lines.join("\n")}\n`;
}

const preamble = [
  "import json",
  "import os",
  "import pathlib",
  "import shutil",
  "import subprocess",
  "",
  "from airflow.sdk import DAG, Param, get_current_context, task",
  "from airflow.sdk.exceptions import AirflowFailException",
  "",
  "HERE = pathlib.Path(__file__).resolve().parent",
  "# Every worker must see this folder: it holds the values of each run.",
  'RUNS = pathlib.Path(os.environ.get("NOTEBOOK_RUNS", HERE / "runs"))',
  "# The Python that has the notebook's packages.",
  'PYTHON = os.environ.get("NOTEBOOK_PYTHON", "python3")',
];

const stepFunction = [
  "",
  "def given(values):",
  '    """The values of the run\'s parameters as words for harness.py."""',
  "    words = []",
  "    for name, kind in KINDS.items():",
  '        value = values[name] if kind == "str" else json.dumps(values[name])',
  '        words += ["--parameter", f"{kind}:{name}={value}"]',
  "    return words",
  "",
  "",
  "def step(name, words, takes_parameters=False, **settings):",
  '    """A task that runs a step\'s cells in a folder of the run; only a worker that was lost is tried again."""',
  "",
  "    @task(task_id=name, retries=2, **settings)",
  "    def run():",
  "        context = get_current_context()",
  '        folder = RUNS / context["run_id"] / name',
  "        shutil.rmtree(folder, ignore_errors=True)",
  "        folder.mkdir(parents=True)",
  '        more = given(context["params"]) if takes_parameters else []',
  "        ended = subprocess.run([PYTHON, *words, *more], cwd=folder)",
  "        if ended.returncode != 0:",
  '            raise AirflowFailException(f"{name} failed; its log says why.")',
  "",
  "    return run()",
];

function kinds(parameters: readonly Parameter[]): string[] {
  const each = parameters.map(({ name, type, list }) => `${pythonText(name)}: ${pythonText(list ? "json" : type)}`);
  return [`KINDS = {${each.join(", ")}}`];
}

const schemas: { readonly [type in ParameterType]: string } = {
  int: "integer",
  float: "number",
  str: "string",
  bool: "boolean",
};

function param({ name, type, list, value }: Parameter): string {
  const schema = list ? `type="array", items={"type": ${pythonText(schemas[type])}}` : `type="${schemas[type]}"`;
  return `        ${pythonText(name)}: Param(${pythonValue(value)}, ${schema}),`;
}

function taskLines(step: ExportStep, bundle: Bundle): string[] {
  const variable = `step_${step.id}`;
  const seconds = step.wishes.time === undefined ? null : secondsOf(step.wishes.time);
  const needs = new Set([...step.takes, ...step.reads].flatMap(({ from }) => from ?? []).concat(step.after));
  return [
    "",
    ...hashComment(step.description, "    "),
    `    ${variable} = step(`,
    `        ${pythonText(step.id)},`,
    "        [",
    ...words(step, bundle).map((group) => `            ${group.map(wordText).join(", ")},`),
    "        ],",
    ...(bundle.parametersIn === step.id ? ["        takes_parameters=True,"] : []),
    ...(seconds === null ? [] : [`        execution_timeout=datetime.timedelta(seconds=${Math.ceil(seconds)}),`]),
    "    )",
    ...(needs.size === 0 ? [] : [`    [${[...needs].map((need) => `step_${need}`).join(", ")}] >> ${variable}`]),
  ];
}

// What begins with this lies beside the DAG's file; no word of a notebook's holds the character.
const beside = "\u0000";

function words(step: ExportStep, { steps, ports, lastOf }: Bundle): readonly (readonly string[])[] {
  const value = (name: string, from: string) =>
    lastOf.get(name) === from
      ? `../results/${ports.variable(name)}.cwv`
      : `../${from}/values/${ports.variable(name)}.cwv`;
  return harnessWords(step, steps, ports, {
    harness: `${beside}harness.py`,
    runner: `${beside}runner.pyz`,
    step: `${beside}steps/${step.id}.py`,
    shown: "shown",
    taken: value,
    given: (name) => value(name, step.id),
    staged: (path, from) =>
      from === null ? `${beside}data/${ports.file(path)}` : `../${from}/files/${ports.file(path)}`,
  });
}

function wordText(word: string): string {
  const [before = "", path] = word.split(beside);
  if (path === undefined) return pythonText(word);
  return before === "" ? `HERE / ${pythonText(path)}` : `f${pythonText(`${before}{HERE}/${path}`)}`;
}
