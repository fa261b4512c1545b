import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { engineVariables } from "../start-engine.test-run.ts";

interface Artifact {
  readonly name: string;
  readonly path: string;
  readonly from: string;
  readonly optional?: boolean;
}

interface Template {
  readonly name: string;
  readonly inputs?: { readonly artifacts: readonly Artifact[] };
  readonly outputs?: { readonly artifacts: readonly Artifact[] };
  readonly container: {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly workingDir: string;
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  };
  readonly dag: {
    readonly tasks: readonly {
      readonly name: string;
      readonly template: string;
      readonly dependencies?: readonly string[];
      readonly arguments?: { readonly artifacts: readonly Artifact[] };
    }[];
  };
}

interface Spec {
  readonly entrypoint: string;
  readonly arguments?: { readonly parameters: readonly { readonly name: string; readonly value: string }[] };
  readonly volumes: readonly { readonly name: string; readonly configMap: { readonly name: string } }[];
  readonly templates: readonly Template[];
}

interface Generator {
  readonly name: string;
  readonly files: readonly string[];
}

/** Runs the commands of a WorkflowTemplate's containers in order, each with a root of its own, and gives the folder of its results. */
export async function runLocally(
  folder: string,
  given: { readonly [parameter: string]: string } = {},
): Promise<{ readonly results: string; readonly said: string }> {
  const { spec } = parse(readFileSync(join(folder, "workflow.yaml"), "utf8"), { version: "1.1" }) as { spec: Spec };
  const generators: readonly Generator[] = parse(
    readFileSync(join(folder, "kustomization.yaml"), "utf8"),
  ).configMapGenerator;
  const values = new Map(spec.arguments?.parameters.map(({ name, value }) => [name, given[name] ?? value]));
  const templates = new Map(spec.templates.map((template) => [template.name, template]));
  const store = mkdtempSync(join(tmpdir(), "cellweave-argo-"));
  const main = templates.get(spec.entrypoint);
  const done = new Set<string>();
  let said = "";
  for (const task of main?.dag.tasks ?? []) {
    const early = task.dependencies?.find((need) => !done.has(need));
    if (early !== undefined) throw new Error(`${task.name} comes before ${early}`);
    const template = templates.get(task.template);
    if (template === undefined) throw new Error(`There is no template ${task.template}`);
    const root = join(store, "roots", task.name);
    placeFiles(root, template, spec, generators, folder);
    for (const artifact of template.inputs?.artifacts ?? []) {
      const source = task.arguments?.artifacts.find(({ name }) => name === artifact.name);
      if (source === undefined) throw new Error(`${task.name} is not given ${artifact.name}`);
      place(artifactPath(store, source.from), join(root, artifact.path), artifact.optional === true);
    }
    said += await runContainer(root, template, values);
    for (const { name, path, optional } of template.outputs?.artifacts ?? [])
      place(join(root, path), join(store, "artifacts", task.name, name), optional === true);
    done.add(task.name);
  }
  const results = join(store, "results");
  mkdirSync(results);
  for (const { name, from } of main?.outputs?.artifacts ?? [])
    place(artifactPath(store, from), join(results, `${name}.cwv`), false);
  return { results, said };
}

function artifactPath(store: string, from: string): string {
  const [, task, artifact] = /^\{\{tasks\.([a-zA-Z][-\w]*)\.outputs\.artifacts\.([-\w]+)\}\}$/.exec(from) ?? [];
  if (task === undefined || artifact === undefined) throw new Error(`Nothing is known by ${from}`);
  return join(store, "artifacts", task, artifact);
}

function place(from: string, to: string, optional: boolean): void {
  if (optional && !existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

/** What Kubernetes mounts: ConfigMaps as kustomize makes them, and empty folders. */
function placeFiles(root: string, { container }: Template, spec: Spec, generators: readonly Generator[], from: string) {
  for (const { name, mountPath } of container.volumeMounts) {
    mkdirSync(join(root, mountPath), { recursive: true });
    const map = spec.volumes.find((volume) => volume.name === name)?.configMap.name;
    for (const file of generators.find((generator) => generator.name === map)?.files ?? []) {
      const [key = "", path = ""] = file.split("=");
      cpSync(join(from, path), join(root, mountPath, key));
    }
  }
}

async function runContainer(root: string, { container }: Template, values: ReadonlyMap<string, string>) {
  const [program = "", ...rest] = [...container.command, ...container.args].map((word) => {
    const filled = word.replace(/\{\{workflow\.parameters\.([-\w]+)\}\}/g, (_, name) => values.get(name) ?? "");
    if (/\{\{/.test(word.replace(/\{\{workflow\.parameters\.[-\w]+\}\}/g, ""))) throw new Error(`Argo reads ${word}`);
    return filled.replace(/^(|[\w]+=)(?=\/(?:inputs|cellweave|steps|data)\/)/, `$1${root}`);
  });
  // Nothing is installed: what the steps need is there.
  const env = { ...engineVariables(null), PIP_NO_INDEX: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  const settings = { cwd: join(root, container.workingDir), env, maxBuffer: 1 << 28 };
  const { stderr } = await promisify(execFile)(program, rest, settings);
  return stderr;
}
