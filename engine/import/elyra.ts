import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json } from "../model/notebook.ts";
import {
  isRecord,
  listOf,
  notice,
  type Pipeline,
  type PipelineParameter,
  type PipelineTask,
  textOf,
} from "./pipeline.ts";

type Members = { readonly [name: string]: unknown };

/** Operations of nodes that run a file; all others are components of another engine. */
const fileOperations = new Set(["execute-notebook-node", "execute-python-node", "execute-r-node"]);

/** Settings that belong to the place where a node ran, with what they are called. */
const placeSettings: { readonly [name: string]: string } = {
  runtime_image: "the image",
  cpu: "CPUs",
  cpu_limit: "a limit of CPUs",
  gpu: "GPUs",
  memory: "GB of memory",
  memory_limit: "a limit of memory",
  mounted_volumes: "mounted volumes",
  kubernetes_pod_annotations: "annotations of pods",
  kubernetes_pod_labels: "labels of pods",
  kubernetes_tolerations: "tolerations",
  kubernetes_shared_mem_size: "shared memory",
};

/** The pipeline of an Elyra `.pipeline` file, in any version from 1 to 8; null when it is none. */
export function readElyra(text: string, name: string): Pipeline | null {
  const document = parse(text);
  if (!isRecord(document) || !Array.isArray(document.pipelines)) return null;
  const flows = document.pipelines.filter(isRecord);
  const primary = flows.find(({ id }) => id === document.primary_pipeline) ?? flows[0];
  if (!primary) return null;
  const about = isRecord(primary.app_data) ? primary.app_data : {};
  const properties = isRecord(about.properties) ? about.properties : {};
  const defaults = isRecord(properties.pipeline_defaults) ? properties.pipeline_defaults : {};
  const diagnostics: Diagnostic[] = [];
  const tasks = flatten(primary, flows, new Set()).nodes.map((node) => taskOf(node, defaults, diagnostics));
  const comments = isRecord(about.ui_data) ? listOf(about.ui_data.comments) : [];
  const said = comments.flatMap((comment) => (isRecord(comment) ? textOf(comment.content) : "")).filter(Boolean);
  return {
    title: textOf(properties.name) || textOf(about.name) || name,
    description: [textOf(properties.description), ...said].filter(Boolean).join("\n\n"),
    parameters: listOf(properties.pipeline_parameters).flatMap(parameterOf),
    tasks,
    diagnostics,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}

interface Node {
  readonly id: string;
  readonly members: Members;
  readonly after: readonly string[];
}

interface Flattened {
  readonly nodes: readonly Node[];
  /** Nodes that wait for nothing inside, and those that nothing inside waits for. */
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** The nodes of a flow with those of the flows that stand in it as one node. */
function flatten(flow: Members, flows: readonly Members[], open: ReadonlySet<Members>): Flattened {
  const inner = new Map<string, Flattened>();
  const own = listOf(flow.nodes).filter(isRecord);
  for (const node of own) {
    const { pipeline_id_ref: ref } = isRecord(node.subflow_ref) ? node.subflow_ref : {};
    const subflow = flows.find(({ id }) => id === ref);
    if (node.type === "super_node" && subflow && !open.has(subflow))
      inner.set(String(node.id), flatten(subflow, flows, new Set([...open, flow, subflow])));
  }
  const lastOf = (id: string) => inner.get(id)?.last ?? [id];
  const nodes = own.flatMap((node): Node[] => {
    const after = linksOf(node).flatMap(lastOf);
    const inside = inner.get(String(node.id));
    if (inside) return inside.nodes.map((each) => (inside.first.includes(each.id) ? { ...each, after } : each));
    return node.type === "execution_node" ? [{ id: String(node.id), members: node, after }] : [];
  });
  const ids = new Set(nodes.map(({ id }) => id));
  const known = nodes.map((node) => ({ ...node, after: [...new Set(node.after)].filter((id) => ids.has(id)) }));
  const awaited = new Set(known.flatMap(({ after }) => after));
  return {
    nodes: known,
    first: known.filter(({ after }) => after.length === 0).map(({ id }) => id),
    last: known.filter(({ id }) => !awaited.has(id)).map(({ id }) => id),
  };
}

function linksOf(node: Members): string[] {
  const links = listOf(node.inputs).flatMap((input) => (isRecord(input) ? listOf(input.links) : []));
  return links.flatMap((link) => (isRecord(link) && typeof link.node_id_ref === "string" ? [link.node_id_ref] : []));
}

function taskOf({ id, members, after }: Node, defaults: Members, diagnostics: Diagnostic[]): PipelineTask {
  const data = isRecord(members.app_data) ? members.app_data : {};
  const settings: Members = isRecord(data.component_parameters) ? data.component_parameters : data;
  const ui = isRecord(data.ui_data) ? data.ui_data : {};
  const file = textOf(settings.filename).replace(/^\.\//, "");
  const title = textOf(data.label) || textOf(ui.label) || file.split("/").at(-1) || "A node";
  const runsFile = file !== "" && (fileOperations.has(String(members.op)) || members.op === undefined);
  tellPlace(title, settings, diagnostics);
  const env = new Map([...envOf(defaults.env_vars), ...envOf(settings.env_vars)]);
  for (const name of secretsOf([...listOf(defaults.kubernetes_secrets), ...listOf(settings.kubernetes_secrets)]))
    diagnostics.push(secretNotice(title, name));
  for (const name of [...env.keys()].filter((each) => looksSecret(each))) {
    diagnostics.push(secretNotice(title, name));
    env.delete(name);
  }
  if (!runsFile)
    diagnostics.push(
      notice(
        "CW3923",
        `“${title}” is a component (\`${textOf(members.op) || "unknown"}\`) of another engine.`,
        "Write in a cell what it does, or leave it with the other engine.",
      ),
    );
  return {
    id,
    title,
    description: describe(textOf(ui.description)),
    file: runsFile ? file : null,
    code: null,
    after,
    env: [...env].map(([name, value]) => ({ name, value })),
    given: [],
    parameters: {},
  };
}

/** What Elyra itself writes into each node says nothing about this one. */
function describe(text: string): string {
  return /^(?:Run )?(?:notebook|python script|r script) file$|^(?:notebook|python|r) (?:file|script)$/i.test(text)
    ? ""
    : text;
}

function tellPlace(title: string, settings: Members, diagnostics: Diagnostic[]): void {
  const asked = Object.entries(placeSettings).flatMap(([name, words]) => {
    const value = settings[name];
    if (value === undefined || value === null || value === "" || value === 0) return [];
    if (typeof value === "object") return Object.keys(value).length > 0 ? [words] : [];
    return [`${words} \`${String(value)}\``];
  });
  if (asked.length === 0) return;
  diagnostics.push(
    notice(
      "CW3924",
      `“${title}” asks for ${asked.join(", ")}.`,
      "Place an environment with the same on its cells where they need it.",
      "info",
    ),
  );
}

function envOf(list: unknown): [string, string][] {
  return listOf(list).flatMap((entry): [string, string][] => {
    if (isRecord(entry)) return textOf(entry.env_var) ? [[textOf(entry.env_var), String(entry.value ?? "")]] : [];
    const [, name, value] = /^\s*([^=\s]+)\s*=([\s\S]*)$/.exec(String(entry)) ?? [];
    return name === undefined ? [] : [[name, value ?? ""]];
  });
}

function secretsOf(list: readonly unknown[]): string[] {
  return list.flatMap((entry) => (isRecord(entry) && textOf(entry.env_var) ? [textOf(entry.env_var)] : []));
}

function looksSecret(name: string): boolean {
  return /TOKEN|SECRET|PASSW|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL/i.test(name);
}

function secretNotice(title: string, name: string): Diagnostic {
  return notice(
    "CW3925",
    `“${title}” takes \`${name}\`, which is a secret; its value is not written into the notebook.`,
    `Set \`${name}\` where Cellweave is started, or in the settings of the target.`,
  );
}

function parameterOf(entry: unknown): PipelineParameter[] {
  if (!isRecord(entry) || !textOf(entry.name)) return [];
  const given = isRecord(entry.default_value) ? entry.default_value.value : entry.default_value;
  return [{ name: textOf(entry.name), value: (given ?? null) as Json, note: textOf(entry.description) }];
}
