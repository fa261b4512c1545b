import { translate } from "../ipython.ts";
import type { SyntaxNode } from "../parser.ts";
import { scopesOf } from "../scopes.ts";
import { assignByName, writeSetting } from "./assign.ts";
import { fileMode } from "./calls.ts";
import { pathText, settingRead, settingWritten } from "./effects.ts";
import { type Arguments, expose } from "./functions.ts";
import { type Machine, mutate, partOf } from "./machine.ts";
import { applyMagic } from "./magic.ts";
import { fresh, immutable, importedValue, make, type Value } from "./value.ts";

type Special = (machine: Machine, args: Arguments, node: SyntaxNode) => Value;

/** Calls that the tables of libraries cannot say: they open files, run code, or reach names by text. */
const specials: { readonly [path: string]: Special } = {
  "builtins.open": openFile,
  "builtins.exec": (machine, args, node) => runText(machine, args, node),
  "builtins.eval": (machine, args, node) => runText(machine, args, node),
  "builtins.globals": (machine) => namespace(machine),
  "builtins.locals": (machine, args) =>
    machine.frame.kind === "module"
      ? namespace(machine)
      : fresh("dict", { maybe: args.positional.flatMap((arg) => arg.ids) }),
  "builtins.vars": (machine, args) =>
    args.positional[0] === undefined ? namespace(machine) : partOf(machine, args.positional[0]),
  "builtins.super": superOf,
  "builtins.__import__": imported,
  "importlib.import_module": imported,
  "builtins.getattr": (machine, args, node) => {
    const [object, name] = args.positional;
    if (object?.path != null && name?.literal != null) return importedValue(`${object.path}.${name.literal}`);
    if (object === undefined) return fresh("unknown");
    if (object.cls !== null && name?.literal == null) expose(machine, object, node);
    return { ...partOf(machine, object), self: object, method: name?.literal ?? "getattr" };
  },
  "builtins.setattr": (machine, args, node) => {
    const [object, name] = args.positional;
    if (object?.path != null) writeSetting(machine, `${object.path}.${name?.literal ?? ""}`, null, object, node);
    else if (object !== undefined) mutate(machine, object, node);
    return immutable("None");
  },
  "builtins.property": (_machine, args) => ({ ...(args.positional[0] ?? fresh("unknown")), method: "property" }),
  "builtins.staticmethod": (_machine, args) => ({
    ...(args.positional[0] ?? fresh("unknown")),
    method: "staticmethod",
  }),
  "builtins.classmethod": (_machine, args) => ({ ...(args.positional[0] ?? fresh("unknown")), method: "classmethod" }),
  "builtins.get_ipython": () => make("ipython"),
  "IPython.get_ipython": () => make("ipython"),
  "os.environ.get": (machine, args) => environmentRead(machine, args),
  "os.environ.setdefault": (machine, args) => environmentWrite(machine, args),
  "os.environ.pop": (machine, args) => environmentWrite(machine, args),
  "os.environ.update": (machine) => {
    machine.record.effects.add("env:write");
    return immutable("None");
  },
  "functools.wraps": () => make("decorator"),
  "contextlib.contextmanager": (_machine, args) => args.positional[0] ?? fresh("unknown"),
};

/** Same-result decorators: what comes out calls what went in. */
const throughDecorators = new Set([
  "functools.lru_cache",
  "functools.cache",
  "numba.jit",
  "numba.njit",
  "dataclasses.dataclass",
  "torch.no_grad",
  "functools.total_ordering",
  "cellweave.task",
  "cellweave.environment",
]);

export function special(
  machine: Machine,
  callee: Value,
  method: string | null,
  args: Arguments,
  node: SyntaxNode,
): Value | null {
  if (callee.type === "ipython" && method !== null) return kernelCall(machine, method, args, node);
  if (callee.type === "decorator" && method === null) return args.positional[0] ?? fresh("unknown");
  if (callee.type === "namespace" && method !== null) return namespaceCall(machine, method, args, node);
  if (callee.path === null || method !== null) return null;
  const own = Object.hasOwn(specials, callee.path) ? specials[callee.path] : undefined;
  if (own !== undefined) return own(machine, args, node);
  if (throughDecorators.has(callee.path))
    return args.positional[0]?.functions.length || args.positional[0]?.cls ? args.positional[0] : make("decorator");
  if (callee.path.startsWith("builtins.")) return null;
  const dot = callee.path.lastIndexOf(".");
  const last = callee.path.slice(dot + 1);
  const effect = settingWritten(callee.path.slice(0, dot), null);
  if (effect === null || /^[A-Z]/.test(last)) return null;
  if (!/^(?:get|keys|values|items|copy|find_all)$/.test(last)) machine.record.effects.add(effect);
  return partOf(machine, importedValue(callee.path.slice(0, dot)));
}

function openFile(machine: Machine, args: Arguments): Value {
  const path = args.positional[0] ?? args.named.get("file");
  const text = path === undefined ? null : pathText(machine, path, args.nodes.get(0) ?? args.nodes.get("file") ?? null);
  for (const verb of fileMode(args)) machine.record.effects.add(text === null ? `fs:${verb}` : `fs:${verb}:${text}`);
  return fresh("file", { pinned: "an open file" });
}

function imported(_machine: Machine, args: Arguments): Value {
  const name = args.positional[0]?.literal;
  return name == null ? fresh("unknown") : importedValue(name);
}

function environmentRead(machine: Machine, args: Arguments): Value {
  machine.record.effects.add(settingRead("os.environ", args.positional[0]?.literal ?? null) ?? "env:read");
  return immutable("str");
}

function environmentWrite(machine: Machine, args: Arguments): Value {
  const key = args.positional[0]?.literal;
  machine.record.effects.add(key == null ? "env:write" : `env:write:${key}`);
  return immutable("str");
}

function namespace(machine: Machine): Value {
  machine.record.effects.add("dynamic");
  return make("namespace");
}

function namespaceCall(machine: Machine, method: string, args: Arguments, node: SyntaxNode): Value | null {
  const name = args.positional[0]?.literal ?? null;
  if (method === "update") {
    for (const [key, value] of args.named) assignByName(machine, key, value);
    if (args.positional.length > 0) machine.record.barrier ??= "names that are only known when it runs";
    return immutable("None");
  }
  if (method === "get" || method === "pop") {
    if (name === null) machine.record.barrier ??= "a name that is only known when it runs";
    else return machine.evaluate({ ...node, type: "identifier", text: name, children: [] });
  }
  if (method === "items" || method === "keys" || method === "values" || method === "copy")
    machine.record.barrier ??= "all names at once";
  return fresh("unknown");
}

/** `exec` and `eval`: literal code is followed, other code is a barrier. */
function runText(machine: Machine, args: Arguments, node: SyntaxNode): Value {
  machine.record.effects.add("dynamic");
  const code = args.positional[0]?.literal ?? null;
  if (code === null || args.positional.length > 1) {
    machine.record.barrier ??= "code that is only known when it runs";
    return fresh("unknown");
  }
  const { python } = translate(code.trim());
  const syntax = machine.parse(python);
  if (syntax.problems.length > 0) return fresh("unknown");
  const outer = { source: machine.source, site: machine.site, frame: machine.frame };
  machine.source = python;
  machine.site ??= node;
  if (machine.frame.kind === "module") machine.frame = { ...machine.frame, scope: scopesOf(syntax.root) };
  const [only] = syntax.root.children;
  const single =
    syntax.root.children.length === 1 && only?.type === "expression_statement" ? only.children[0] : undefined;
  const inner =
    single !== undefined && single.type !== "assignment" && single.type !== "augmented_assignment" ? single : undefined;
  let value = immutable("None");
  if (inner === undefined) machine.execute(syntax.root.children);
  else value = machine.evaluate(inner);
  Object.assign(machine, outer);
  return value;
}

function superOf(machine: Machine): Value {
  const owner = machine.calls.at(-1)?.owner;
  if (owner == null) return fresh("unknown");
  const [self] = machine.frame.locals.values();
  const base = owner.bases.find((candidate) => candidate.cls !== null);
  const cls = {
    name: owner.name,
    bases: owner.bases,
    members: base?.cls?.members ?? new Map<string, Value>(),
    scope: owner.scope,
    ids: owner.ids,
  };
  return make("super", { cls, ids: self?.value.ids ?? [] });
}

const kernelCalls: { readonly [method: string]: (args: Arguments) => string | null } = {
  run_line_magic: (args) => `%${args.positional[0]?.literal ?? "?"} ${args.positional[1]?.literal ?? ""}`,
  magic: (args) => `%${args.positional[0]?.literal ?? "?"}`,
  system: (args) => `!${args.positional[0]?.literal ?? ""}`,
  getoutput: (args) => `!${args.positional[0]?.literal ?? ""}`,
};

/** `get_ipython().run_line_magic("time", …)`, as notebooks exported to Python say it. */
function kernelCall(machine: Machine, method: string, args: Arguments, node: SyntaxNode): Value {
  const line = kernelCalls[method]?.(args);
  if (line == null) return fresh("unknown");
  const { magics } = translate(line.trim());
  for (const magic of magics) applyMagic(machine, magic, node);
  return fresh("unknown");
}
