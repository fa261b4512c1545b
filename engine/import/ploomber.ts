import { parse } from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json } from "../model/notebook.ts";
import { isRecord, listOf, notice, type Pipeline, type PipelineTask, textOf } from "./pipeline.ts";

type Members = { readonly [name: string]: unknown };

/** What a task may say that only Ploomber can do. */
const ownToPloomber = [
  "on_finish",
  "on_failure",
  "on_render",
  "client",
  "serializer",
  "unserializer",
  "grid",
  "papermill_params",
];
const ownToTheWhole = ["executor", "clients", "serializer", "unserializer", "on_finish", "on_failure", "on_render"];

/**
 * The pipeline of a Ploomber `pipeline.yaml`; null when it is none. `read` gives the text of a file beside it: its `env.yaml`
 * and the sources that say what they wait for.
 */
export function readPloomber(text: string, name: string, read: (path: string) => string | null): Pipeline | null {
  const env = isRecord(yaml(read("env.yaml"))) ? (yaml(read("env.yaml")) as Members) : {};
  const document = withEnv(yaml(text), env);
  const listed = Array.isArray(document) ? document : isRecord(document) ? document.tasks : null;
  if (!Array.isArray(listed) || !listed.some((task) => isRecord(task) && "source" in task)) return null;
  const whole: Members = isRecord(document) ? document : {};
  const diagnostics: Diagnostic[] = tellUnsaid("The pipeline", whole, ownToTheWhole);
  const declared = listed.filter(isRecord).map((task) => ({ name: nameOf(task), task }));
  const products = new Map(declared.map((each) => [each.name, (each.task.product ?? null) as Json]));
  return {
    title: name,
    description: "",
    parameters: [],
    tasks: declared.map((each) => taskOf(each.name, each.task, products, read, diagnostics)),
    diagnostics,
  };
}

function taskOf(
  name: string,
  task: Members,
  products: ReadonlyMap<string, Json>,
  read: (path: string) => string | null,
  diagnostics: Diagnostic[],
): PipelineTask {
  const source = textOf(task.source);
  const title = name || source;
  diagnostics.push(...tellUnsaid(`“${title}”`, task, ownToPloomber));
  const after = upstreamOf(task, source, read, [...products.keys()]).filter((each) => each !== name);
  const upstream =
    after.length > 0 ? Object.fromEntries(after.map((each) => [each, products.get(each) ?? null])) : null;
  const isFile = /\.(?:py|ipynb|r|rmd|sql|sh|md)$/i.test(source);
  const called = /^[A-Za-z_][\w.]*\.[A-Za-z_]\w*$/.test(source) && !isFile;
  const given = [
    { name: "upstream", value: upstream as Json },
    { name: "product", value: (task.product ?? null) as Json },
  ];
  const parameters = isRecord(task.params) ? (task.params as { [name: string]: Json }) : {};
  if (called) diagnostics.push(functionNotice(title));
  if (!isFile && !called) diagnostics.push(unknownNotice(title, source));
  return {
    id: name,
    title,
    description: "",
    file: isFile ? source : null,
    code: called ? callOf(source, Object.keys(parameters)) : null,
    after,
    env: [],
    given: called ? [...given, ...Object.entries(parameters).map(([each, value]) => ({ name: each, value }))] : given,
    parameters: called ? {} : parameters,
  };
}

function yaml(text: string | null): unknown {
  try {
    return text === null
      ? null
      : parse(text.replace(/(:\s+)(\{\{[^{}\n]*\}\}[^\n#]*)/g, (_all, key, value) => `${key}'${value.trim()}'`));
  } catch {
    return null;
  }
}

/** The values with `{{name}}` filled in from `env.yaml`. */
function withEnv(value: unknown, env: Members): unknown {
  if (typeof value === "string") {
    const [, only] = /^\{\{\s*(\w+)\s*\}\}$/.exec(value) ?? [];
    if (only !== undefined && Object.hasOwn(env, only)) return env[only];
    return value.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name) => (Object.hasOwn(env, name) ? String(env[name]) : all));
  }
  if (Array.isArray(value)) return value.map((item) => withEnv(item, env));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withEnv(item, env)]));
  return value;
}

function nameOf(task: Members): string {
  const source = textOf(task.source);
  const last = source.split("/").at(-1) ?? source;
  return (
    textOf(task.name) ||
    (source.includes("/") || /\.(?:py|ipynb|r|rmd|sql|sh)$/i.test(last)
      ? last.replace(/\.\w+$/, "")
      : (last.split(".").at(-1) ?? last))
  );
}

/** The tasks that a task waits for: as it says, else as the `upstream` of its source says. */
function upstreamOf(
  task: Members,
  source: string,
  read: (path: string) => string | null,
  names: readonly string[],
): string[] {
  const said = typeof task.upstream === "string" ? [task.upstream] : listOf(task.upstream).map(String);
  const wanted = said.length > 0 ? said : inSource(source, read);
  return [...new Set(wanted.flatMap((each) => matching(each, names)))];
}

function inSource(source: string, read: (path: string) => string | null): string[] {
  const module = /^[A-Za-z_][\w.]*$/.test(source) && !/\.(?:py|ipynb|sql)$/.test(source);
  const path = module ? `${source.split(".").slice(0, -1).join("/")}.py` : source;
  const raw = read(path);
  if (raw === null) return [];
  const text = module
    ? functionText(raw, source.split(".").at(-1) ?? "")
    : path.endsWith(".ipynb")
      ? sourcesOf(raw)
      : raw;
  const [, literal] = /^upstream\s*=\s*([[{(][\s\S]*?[\]})])/m.exec(text) ?? [];
  const declared = [...(literal ?? "").matchAll(/(["'])([^"'\n]+)\1/g)].map((match) => match[2] ?? "");
  const used = [...text.matchAll(/\bupstream\[(["'])([^"'\n]+)\1\]/g)].map((match) => match[2] ?? "");
  return declared.length > 0 ? declared : used;
}

function functionText(text: string, name: string): string {
  const [, body] = new RegExp(`^def ${name}\\b([\\s\\S]*?)(?=^\\S|$(?![\\s\\S]))`, "m").exec(text) ?? [];
  return body ?? "";
}

function sourcesOf(notebook: string): string {
  try {
    const { cells } = JSON.parse(notebook) as { cells?: { source?: string | string[] }[] };
    return (cells ?? []).map(({ source = "" }) => (typeof source === "string" ? source : source.join(""))).join("\n");
  } catch {
    return "";
  }
}

/** Names that a wish fits; `*` stands for any letters. */
function matching(wish: string, names: readonly string[]): string[] {
  if (!wish.includes("*")) return names.includes(wish) ? [wish] : [];
  const pattern = new RegExp(
    `^${wish
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  return names.filter((name) => pattern.test(name));
}

function callOf(source: string, parameters: readonly string[]): string {
  const [name = "", ...path] = source.split(".").reverse();
  const given = ["product", "upstream", ...parameters].map((each) => `${each}=${each}`);
  return `from ${path.reverse().join(".")} import ${name}\n\n${name}(${given.join(", ")})`;
}

function tellUnsaid(whose: string, members: Members, names: readonly string[]): Diagnostic[] {
  const said = names.filter((name) => members[name] !== undefined && members[name] !== null);
  if (said.length === 0) return [];
  const list = said.map((name) => `\`${name}\``).join(", ");
  return [notice("CW3924", `${whose} sets ${list}, which only Ploomber does.`, "Write in a cell what it is for.")];
}

function functionNotice(title: string): Diagnostic {
  return notice(
    "CW3924",
    `“${title}” is a function. It is called with plain paths for \`product\` and \`upstream\`.`,
    "Give the function what it takes, where it counts on methods of Ploomber's products or takes no `upstream`.",
    "info",
  );
}

function unknownNotice(title: string, source: string): Diagnostic {
  return notice(
    "CW3923",
    `“${title}” has the source \`${source}\`, which is no file.`,
    "Write in a cell what it does.",
  );
}
