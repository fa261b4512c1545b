import type { Magic } from "../ipython.ts";
import type { SyntaxNode } from "../parser.ts";
import { readShell } from "../tables/shell.ts";
import { bindName, type Machine, readGlobal } from "./machine.ts";
import { fresh } from "./value.ts";

type Apply = (machine: Machine, magic: Magic, node: SyntaxNode) => void;

/** What each kind of magic does to the notebook's state. */
const kinds: { readonly [kind in Magic["kind"]]: Apply } = {
  python: (machine, magic) => {
    machine.record.heavy = true;
    if (magic.name === "time" || magic.name === "prun") machine.record.effects.add("time");
  },
  timeit: (machine) => {
    machine.record.heavy = true;
    machine.record.effects.add("time");
  },
  capture: (machine, magic, node) => {
    const name = /(?:^|\s)([\p{ID_Start}_][\p{ID_Continue}]*)\s*$/u.exec(magic.argument)?.[1];
    if (name !== undefined) bindName(machine, name, fresh("unknown"), node);
  },
  data: (machine, magic) => {
    if (/^(?:html|svg|latex|markdown|javascript|js)$/i.test(magic.name)) machine.record.effects.add("display");
  },
  shell: (machine, magic) => {
    machine.record.heavy = true;
    const script = magic.cell
      ? `${magic.argument}\n${magic.body}`
      : magic.name === "!"
        ? magic.argument
        : `${magic.name.replace(/^(?:sx|sc|system)$/, "")} ${magic.argument}`;
    for (const effect of readShell(script.trim())) machine.record.effects.add(effect);
  },
  packages: (machine, magic) => {
    machine.record.heavy = true;
    machine.record.effects.add("shell");
    if (!/^(?:list|show|freeze|--version|info)\b/.test(magic.argument)) machine.record.effects.add("env:packages");
  },
  cwd: (machine) => void machine.record.effects.add("cwd:write"),
  env: (machine, magic) => {
    const name = /^([\p{ID_Continue}]+)\s*[=\s]\s*\S/u.exec(magic.argument)?.[1];
    machine.record.effects.add(name === undefined ? "env:read" : `env:write:${name}`);
  },
  backend: (machine, magic) => {
    if (!/^(?:-l|--list)\b/.test(magic.argument)) machine.record.effects.add("mpl:backend");
  },
  settings: (machine, magic) => {
    machine.record.effects.add(/InlineBackend/.test(magic.argument) ? "mpl:backend" : "ipython:settings");
  },
  writefile: (machine, magic) => {
    const path = magic.argument.replace(/^-a\s+/, "").replace(/^(["'])(.*)\1$/, "$2");
    machine.record.effects.add(`fs:write:${path}`);
  },
  run: (machine, magic) => {
    machine.record.heavy = true;
    machine.record.effects.add("dynamic");
    if (magic.name === "run" && magic.argument !== "")
      machine.record.effects.add(`fs:read:${magic.argument.replace(/^(?:-\S+\s+)*/, "").split(/\s/, 1)[0]}`);
    machine.record.barrier ??= `%${magic.name}, which may bind or take away any name`;
  },
  store: (machine, magic, node) => {
    const words = magic.argument.split(/\s+/).filter((word) => word !== "");
    const restores = words.includes("-r");
    for (const name of words.filter((word) => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(word))) {
      if (restores) bindName(machine, name, fresh("unknown"), node);
      else readGlobal(machine, name, node);
    }
    if (restores && words.length === 1) machine.record.barrier ??= "%store -r, which may bind any name";
    machine.record.effects.add("ipython:store");
  },
  history: (machine) => void machine.record.effects.add("ipython:history"),
  names: (machine) => {
    machine.record.barrier ??= "a list of all names";
  },
  sql: (machine, magic, node) => {
    machine.record.heavy = true;
    machine.record.effects.add("sql");
    const result =
      /^\s*(?:--save\s+)?([\p{ID_Start}_][\p{ID_Continue}]*)\s*<</u.exec(magic.argument)?.[1] ??
      (magic.name === "bigquery" ? /^([\p{ID_Start}_][\p{ID_Continue}]*)\s*$/u.exec(magic.argument)?.[1] : undefined);
    for (const table of `${magic.argument}\n${magic.body}`.matchAll(
      /\b(?:from|join)\s+([\p{ID_Start}_][\p{ID_Continue}]*)\b(?![.(])/giu,
    ))
      readSoftly(machine, table[1] as string, node);
    for (const variable of magic.body.matchAll(
      /(?<!:):([\p{ID_Start}_][\p{ID_Continue}]*)|\{\{([\p{ID_Start}_][\p{ID_Continue}]*)\}\}/gu,
    ))
      readSoftly(machine, (variable[1] ?? variable[2]) as string, node);
    if (result !== undefined) bindName(machine, result, fresh("pandas.DataFrame"), node);
  },
  pylab: (machine) => {
    for (const effect of ["mpl:backend", "plt:figures"]) machine.record.effects.add(effect);
    machine.record.stars.add("pylab");
  },
  foreign: (machine, magic) => {
    machine.record.heavy = true;
    machine.record.barrier ??= `%%${magic.name}, which may bind any name`;
  },
  help: (machine) => void machine.record.effects.add("display"),
  unknown: (machine, magic) => {
    machine.record.heavy = true;
    machine.record.effects.add("dynamic");
    machine.record.barrier ??= `%${magic.name}, a magic that Cellweave does not know`;
  },
};

export function applyMagic(machine: Machine, magic: Magic, node: SyntaxNode): void {
  kinds[magic.kind](machine, magic, node);
}

/** A table of a query may be a data frame of the notebook, or a table of the database. */
function readSoftly(machine: Machine, name: string, node: SyntaxNode): void {
  machine.record.soft.add(name);
  readGlobal(machine, name, node);
}
