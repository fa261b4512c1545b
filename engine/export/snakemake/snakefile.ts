import { bytesOf, secondsOf } from "../../model/resource-wishes.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { harnessWords } from "../bundle/harness-words.ts";
import { hashComment, pythonText, shellWord } from "../bundle/spelling.ts";
import type { ExportStep } from "../export-steps.ts";

/** The Snakefile: a rule a step, a file a value, and the final values in `results`. */
export function snakefile(title: string, bundle: Bundle): string {
  const { steps, parameters } = bundle;
  const head = [
    ...hashComment(title),
    "# Each step runs in a folder of its own below work/, with the python3 of the PATH.",
    ...(parameters.length > 0 ? ["import json", "", "", 'configfile: "config.yaml"', ""] : [""]),
  ];
  return `${[...head, ...(parameters.length > 0 ? givenFunction(bundle) : []), ...allRule(bundle), ...steps.flatMap((step) => ["", "", ...stepRule(step, bundle)])].join("\n")}\n`;
}

function givenFunction({ parameters }: Bundle): string[] {
  const kinds = parameters.map(({ name, type, list }) => `${pythonText(name)}: ${pythonText(list ? "json" : type)}`);
  return [
    "",
    `KINDS = {${kinds.join(", ")}}`,
    "",
    "",
    "def given(wildcards):",
    '    """The values of config.yaml as words for harness.py."""',
    "    words = []",
    "    for name, kind in KINDS.items():",
    '        value = config[name] if kind == "str" else json.dumps(config[name])',
    '        words += ["--parameter", f"{kind}:{name}={value}"]',
    "    return words",
    "",
  ];
}

function allRule(bundle: Bundle): string[] {
  const { steps, results } = bundle;
  return [
    "",
    "rule all:",
    "    input:",
    ...results.map(({ name, from }) => `        ${pythonText(valuePlace(bundle, name, from))},`),
    ...steps.map(({ id }) => `        ${pythonText(`work/${id}/shown`)},`),
  ];
}

/** What a step leaves; the last value of a name is a result. */
function valuePlace({ lastOf, ports }: Bundle, name: string, from: string): string {
  const isLast = lastOf.get(name) === from;
  return isLast ? `results/${ports.variable(name)}.cwv` : `work/${from}/values/${ports.variable(name)}.cwv`;
}

function stepRule(step: ExportStep, bundle: Bundle): string[] {
  const { ports } = bundle;
  const inputs = [
    ...["harness.py", "runner.pyz", `steps/${step.id}.py`],
    ...step.takes.map(({ name, from }) => valuePlace(bundle, name, from)),
    ...step.reads.map(({ path, from }) => (from === null ? `data/${ports.file(path)}` : `work/${from}/files`)),
    ...step.after.map((id) => `work/${id}/shown`),
  ];
  const outputs = step.gives.map((name) => pythonText(valuePlace(bundle, name, step.id)));
  const folders = step.writes.length > 0 ? ["shown", "files"] : ["shown"];
  const isGiven = bundle.parametersIn === step.id;
  return [
    ...hashComment(step.description),
    `rule step_${step.id}:`,
    "    input:",
    ...[...new Set(inputs)].map((path) => `        ${pythonText(path)},`),
    "    output:",
    ...outputs.map((output) => `        ${output},`),
    ...folders.map((folder) => `        directory(${pythonText(`work/${step.id}/${folder}`)}),`),
    ...(isGiven ? ["    params:", "        given=given,"] : []),
    ...amounts(step),
    "    shell:",
    ...shellLines(step, bundle).map((line) => `        ${pythonText(line)}`),
    ...(isGiven ? ['        " {params.given:q}"'] : []),
  ];
}

function amounts({ wishes: { cpus, memory, time, gpus, image } }: ExportStep): string[] {
  const bytes = memory === undefined ? null : bytesOf(memory);
  const seconds = time === undefined ? null : secondsOf(time);
  const resources = [
    ...(bytes === null ? [] : [`        mem_mb=${Math.max(1, Math.ceil(bytes / 1e6))},`]),
    ...(seconds === null ? [] : [`        runtime=${Math.max(1, Math.ceil(seconds / 60))},`]),
    ...(gpus ? [`        gpu=${gpus},`] : []),
  ];
  return [
    ...(cpus === undefined ? [] : [`    threads: ${Math.ceil(cpus)}`]),
    ...(resources.length === 0 ? [] : ["    resources:", ...resources]),
    ...(image === undefined ? [] : ["    container:", `        ${pythonText(`docker://${image}`)}`]),
  ];
}

/** The command, in which braces are doubled: single ones are Snakemake's. */
function shellLines(step: ExportStep, bundle: Bundle): string[] {
  const { steps, ports } = bundle;
  const words = harnessWords(step, steps, ports, {
    ...{ harness: "../../harness.py", runner: "../../runner.pyz", step: `../../steps/${step.id}.py`, shown: "shown" },
    taken: (name, from) => `../../${valuePlace(bundle, name, from)}`,
    given: (name) => `../../${valuePlace(bundle, name, step.id)}`,
    staged: (path, from) =>
      from === null ? `../../data/${ports.file(path)}` : `../../work/${from}/files/${ports.file(path)}`,
  });
  const folder = `work/${step.id}`;
  // A folder of an earlier try would hide files that are newer.
  const start = `rm -rf ${folder} && mkdir -p ${folder}/files && cd ${folder} && python3`;
  return [start, ...words.map((group) => ` ${group.map(shellWord).join(" ")}`)].map((line) =>
    line.replace(/[{}]/g, "$&$&"),
  );
}
