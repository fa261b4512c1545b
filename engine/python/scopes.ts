import type { SyntaxNode } from "./parser.ts";

export type ScopeKind = "module" | "function" | "lambda" | "class" | "comprehension" | "types";

/** One block of names by the rules of CPython's symbol table. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly node: SyntaxNode;
  readonly parent: Scope | null;
  readonly parameters: Set<string>;
  readonly bound: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  /** Names that the block itself mentions as values. */
  readonly uses: Set<string>;
  /** Names that a comprehension binds around itself with `:=`. */
  readonly lifted: Set<string>;
  readonly children: Scope[];
}

/** The tree of scopes of a module, or of any piece of it. */
export function scopesOf(root: SyntaxNode): Scope {
  const scope = newScope("module", "top", root, null);
  collectAll(root.children, scope);
  return scope;
}

/** Whose variable a name is in a scope: its own, the module's, or that of a function around it. */
export function resolve(scope: Scope, name: string): Scope {
  if (scope.globals.has(name)) return moduleOf(scope);
  if (scope.bound.has(name) && !scope.nonlocals.has(name)) return scope;
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind === "class") continue;
    if (outer.globals.has(name)) return moduleOf(outer);
    if (outer.bound.has(name) && !outer.nonlocals.has(name)) return outer;
  }
  return moduleOf(scope);
}

/** Names of the module that a scope, or a scope inside it, mentions. */
export function globalsUsed(scope: Scope, into: Set<string> = new Set()): Set<string> {
  for (const name of scope.uses) if (resolve(scope, name).kind === "module") into.add(name);
  for (const child of scope.children) globalsUsed(child, into);
  return into;
}

function moduleOf(scope: Scope): Scope {
  let outer = scope;
  while (outer.parent !== null) outer = outer.parent;
  return outer;
}

function newScope(kind: ScopeKind, name: string, node: SyntaxNode, parent: Scope | null): Scope {
  const scope: Scope = {
    kind,
    name,
    node,
    parent,
    parameters: new Set(),
    bound: new Set(),
    globals: new Set(),
    nonlocals: new Set(),
    uses: new Set(),
    lifted: new Set(),
    children: [],
  };
  parent?.children.push(scope);
  return scope;
}

type Collect = (node: SyntaxNode, scope: Scope) => void;

const collectors: { readonly [type: string]: Collect } = {
  identifier: (node, scope) => void scope.uses.add(node.text),
  attribute: (node, scope) => collect(node.children[0], scope),
  member_type: (node, scope) => collect(node.children[0], scope),
  keyword_argument: (node, scope) => collect(node.children[1], scope),
  assignment: (node, scope) => {
    bind(node.children[0], scope);
    collectAll(node.children.slice(1), scope);
  },
  augmented_assignment: (node, scope) => {
    const [target, value] = node.children;
    collect(target, scope);
    if (target?.type === "identifier") bind(target, scope);
    collect(value, scope);
  },
  named_expression: (node, scope) => {
    let owner = scope;
    while (owner.kind === "comprehension" && owner.parent !== null) owner = owner.parent;
    bind(node.children[0], owner);
    if (owner !== scope) scope.lifted.add(node.children[0]?.text ?? "");
    collect(node.children[1], scope);
  },
  for_statement: (node, scope) => {
    bind(node.children[0], scope);
    collectAll(node.children.slice(1), scope);
  },
  as_pattern: (node, scope) => {
    collect(node.children[0], scope);
    bind(node.children[1], scope);
  },
  delete_statement: (node, scope) => {
    for (const target of targetsOf(node)) {
      if (target.type === "identifier") scope.bound.add(target.text);
      collect(target, scope);
    }
  },
  global_statement: (node, scope) => {
    for (const name of node.children) scope.globals.add(name.text);
  },
  nonlocal_statement: (node, scope) => {
    for (const name of node.children) scope.nonlocals.add(name.text);
  },
  import_statement: collectImport,
  import_from_statement: (node, scope) => collectImport({ ...node, children: node.children.slice(1) }, scope),
  future_import_statement: collectImport,
  function_definition: collectFunction,
  lambda: (node, scope) => {
    const inner = newScope("lambda", "lambda", node, scope);
    const parameters = node.children[0]?.type === "lambda_parameters" ? node.children[0] : null;
    if (parameters !== null) collectParameters(parameters, inner, scope);
    collect(node.children.at(-1), inner);
  },
  class_definition: collectClass,
  list_comprehension: (node, scope) => collectComprehension("listcomp", node, scope),
  set_comprehension: (node, scope) => collectComprehension("setcomp", node, scope),
  dictionary_comprehension: (node, scope) => collectComprehension("dictcomp", node, scope),
  generator_expression: (node, scope) => collectComprehension("genexpr", node, scope),
  case_clause: (node, scope) => {
    for (const child of node.children) {
      if (child.type === "case_pattern") collectPattern(child, scope);
      else collect(child, scope);
    }
  },
  type_alias_statement: (node, scope) => {
    const [left, right] = node.children;
    const generic = left?.children[0];
    const name = generic?.type === "generic_type" ? generic.children[0] : generic;
    bind(name, scope);
    const inner = newScope("types", name?.text ?? "", node, scope);
    if (generic?.type === "generic_type") collectTypeParameters(generic.children[1], inner);
    collect(right, inner);
  },
};

function collect(node: SyntaxNode | undefined, scope: Scope): void {
  if (node === undefined) return;
  const known = collectors[node.type];
  if (known !== undefined) known(node, scope);
  else collectAll(node.children, scope);
}

function collectAll(nodes: readonly SyntaxNode[], scope: Scope): void {
  for (const node of nodes) collect(node, scope);
}

/** Binds the names of a target; what a target reads (`a[i] = …`) counts as used. */
function bind(target: SyntaxNode | undefined, scope: Scope): void {
  if (target === undefined) return;
  if (target.type === "identifier") scope.bound.add(target.text);
  else if (target.type === "attribute" || target.type === "subscript") collect(target, scope);
  else for (const child of target.children) bind(child, scope);
}

/** What `del` names, lists taken apart. */
export function targetsOf(node: SyntaxNode): SyntaxNode[] {
  const lists = new Set(["expression_list", "tuple", "list", "parenthesized_expression", "delete_statement"]);
  return lists.has(node.type) ? node.children.flatMap(targetsOf) : [node];
}

function collectImport(node: SyntaxNode, scope: Scope): void {
  for (const child of node.children) {
    if (child.type === "aliased_import") bind(child.children[1], scope);
    else if (child.type === "dotted_name") bind(child.children[0], scope);
  }
}

function collectFunction(node: SyntaxNode, scope: Scope): void {
  bind(node.children[0], scope);
  const outer = typeScope(node, scope);
  const inner = newScope("function", node.children[0]?.text ?? "", node, outer);
  for (const child of node.children.slice(1)) {
    if (child.type === "parameters") collectParameters(child, inner, outer);
    else if (child.type === "block") collect(child, inner);
    else if (child.type === "type") collect(child, outer);
  }
}

function collectClass(node: SyntaxNode, scope: Scope): void {
  bind(node.children[0], scope);
  const outer = typeScope(node, scope);
  const inner = newScope("class", node.children[0]?.text ?? "", node, outer);
  for (const child of node.children.slice(1)) {
    if (child.type === "argument_list") collect(child, outer);
    else if (child.type === "block") collect(child, inner);
  }
}

/** PEP 695: type parameters live in a scope of their own around the function or class. */
function typeScope(node: SyntaxNode, scope: Scope): Scope {
  const parameters = node.children.find((child) => child.type === "type_parameter");
  if (parameters === undefined) return scope;
  const inner = newScope("types", node.children[0]?.text ?? "", parameters, scope);
  collectTypeParameters(parameters, inner);
  return inner;
}

function collectTypeParameters(node: SyntaxNode | undefined, scope: Scope): void {
  for (const parameter of node?.children ?? []) {
    const inner = parameter.children[0];
    if (inner?.type === "constrained_type") {
      bind(inner.children[0], scope);
      collect(inner.children[1], scope);
    } else bind(parameter, scope);
  }
}

function collectParameters(node: SyntaxNode, inner: Scope, outer: Scope): void {
  for (const parameter of node.children) {
    const { name, annotation, value } = parameterOf(parameter);
    if (name !== null) {
      inner.bound.add(name);
      inner.parameters.add(name);
    }
    collect(annotation, outer);
    collect(value, outer);
  }
}

export interface Parameter {
  readonly name: string | null;
  readonly form: "plain" | "star" | "double-star" | "separator";
  readonly annotation?: SyntaxNode;
  readonly value?: SyntaxNode;
}

/** One parameter of a `def` or a `lambda`. */
export function parameterOf(node: SyntaxNode): Parameter {
  const [first, second, third] = node.children;
  switch (node.type) {
    case "identifier":
      return { name: node.text, form: "plain" };
    case "default_parameter":
      return { name: first?.text ?? null, form: "plain", value: second };
    case "typed_default_parameter":
      return { name: first?.text ?? null, form: "plain", annotation: second, value: third };
    case "typed_parameter":
      return first === undefined ? { name: null, form: "separator" } : { ...parameterOf(first), annotation: second };
    case "list_splat_pattern":
      return { name: first?.text ?? null, form: "star" };
    case "dictionary_splat_pattern":
      return { name: first?.text ?? null, form: "double-star" };
    default:
      return { name: null, form: "separator" };
  }
}

function collectComprehension(name: string, node: SyntaxNode, scope: Scope): void {
  const inner = newScope("comprehension", name, node, scope);
  let first = true;
  for (const clause of node.children) {
    if (clause.type !== "for_in_clause") continue;
    bind(clause.children[0], inner);
    for (const iterable of clause.children.slice(1)) collect(iterable, first ? scope : inner);
    first = false;
  }
  for (const child of node.children) if (child.type !== "for_in_clause") collect(child, inner);
}

/** Names that a pattern captures are bound; classes, constants and keys with dots are used. */
function collectPattern(node: SyntaxNode, scope: Scope): void {
  for (const part of patternParts(node)) {
    if (part.part === "capture") scope.bound.add(part.name);
    else scope.uses.add(part.name);
  }
}

export interface PatternPart {
  readonly part: "capture" | "value";
  readonly name: string;
  readonly node: SyntaxNode;
}

/** Names in a `case` pattern, in order. */
export function patternParts(node: SyntaxNode): PatternPart[] {
  const [first, ...rest] = node.children;
  switch (node.type) {
    case "dotted_name": {
      const name = first?.text ?? "";
      return [{ part: rest.length === 0 ? "capture" : "value", name, node: first ?? node }];
    }
    case "class_pattern":
      return [
        { part: "value", name: first?.children[0]?.text ?? "", node: first ?? node },
        ...rest.flatMap(patternParts),
      ];
    case "keyword_pattern":
      return rest.flatMap(patternParts);
    case "splat_pattern":
    case "identifier": {
      const name = node.type === "identifier" ? node : first;
      return name === undefined || name.text === "_" ? [] : [{ part: "capture", name: name.text, node: name }];
    }
    default:
      return node.children.flatMap(patternParts);
  }
}
