import { drivers } from "../drivers/index.ts";
import { CodedError } from "../errors.ts";
import { bytesInWords } from "../model/bytes-in-words.ts";
import type { Json } from "../model/notebook.ts";
import type { Target } from "../model/target.ts";
import { readTemplates } from "../run/environments/read-templates.ts";
import { readSecret, saveSecret, secretNames } from "../run/environments/secrets.ts";
import { readTargets, removeTarget, saveTarget } from "../run/environments/targets.ts";
import { defaultHome } from "../run/home.ts";
import { runnerPath } from "../run/start-run.ts";
import { defaultPythonOf } from "./choose-python.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { readHidden } from "./read-hidden.ts";
import { textTable } from "./text-table.ts";
import { badUse, readOptions } from "./usage.ts";

export const command: Command = {
  usage:
    "targets [list | templates | add NAME --kind KIND [--set name=value]… | probe NAME | trust NAME FINGERPRINT | remove NAME | secret NAME] [--json]",
  summary: "Say where cells may run: hosts, clusters and engines, with their keys and passwords",
  help: `A target is a place where jobs run. A notebook only names targets, so opening somebody's notebook sends nothing
anywhere that you did not add yourself. An environment built from a template says which target it is on.

  list                    the targets and the secrets that are kept (what they are is never shown)
  templates               what environments can be built from
  add NAME --kind KIND    add a target, or replace the one of this name
    --set name=value      one of its settings, such as host, port, user or keyFile; name=secret:NAME refers to a secret
  probe NAME              connect, and say what is there
  trust NAME FINGERPRINT  trust the key that a host shows at the first contact; compare it with its administrator's
  remove NAME             forget the target
  secret NAME             keep a secret, read from the terminal or from standard input, encrypted; an empty one forgets it
  --json                  print the result for programs

Examples:
  cellweave targets add lab --kind ssh --set host=lab.example.org --set user=ada
  cellweave targets probe lab
  cellweave run analysis.ipynb --all-on lab

Exit codes: 0 all went well, 1 the target could not be reached, 2 bad usage.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      kind: { type: "string" },
      set: { type: "string", multiple: true },
      json: { type: "boolean" },
    });
    const [name = "list", ...others] = positionals;
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (act === undefined) throw badUse(`There is no "targets ${name}"`);
    if (others.length !== act.operands)
      throw badUse(`targets ${name} takes ${act.operands} names, not ${others.length}`);
    const asked = { home: defaultHome(), names: others, kind: values.kind, settings: values.set ?? [], terminal };
    const { result, text } = await act.run(asked);
    terminal.out(values.json ? `${JSON.stringify(result, null, 2)}\n` : text);
    return exitCodes.succeeded;
  },
};

interface Asked {
  readonly home: string;
  readonly names: readonly string[];
  readonly kind: string | undefined;
  readonly settings: readonly string[];
  readonly terminal: Terminal;
}

interface Act {
  readonly operands: number;
  run(asked: Asked): Promise<{ readonly result: unknown; readonly text: string }>;
}

const acts: { readonly [name: string]: Act | undefined } = {
  list: { operands: 0, run: list },
  templates: { operands: 0, run: templates },
  add: { operands: 1, run: add },
  probe: { operands: 1, run: probe },
  trust: { operands: 2, run: trust },
  remove: { operands: 1, run: remove },
  secret: { operands: 1, run: secret },
};

async function list({ home }: Asked) {
  const [targets, secrets] = await Promise.all([readTargets(home), secretNames(home)]);
  const rows = targets.map(({ name, driver, settings }) => [name, driver, settingsInWords(settings)]);
  const kept = secrets.length === 0 ? "" : `\nSecrets: ${secrets.join(", ")}\n`;
  return { result: { targets, secrets }, text: `${textTable(rows)}${kept}` };
}

function settingsInWords(settings: Target["settings"]): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${isSecret(value) ? `secret:${value.$secret}` : JSON.stringify(value)}`)
    .join(" ");
}

const isSecret = (value: unknown): value is { readonly $secret: string } =>
  typeof value === "object" && value !== null && "$secret" in value;

async function templates({ home }: Asked) {
  const { templates: found, errors } = await readTemplates(home);
  const rows = found.map(({ name, kind, description }) => [name, kind, description]);
  const problems = errors.map(({ code, message }) => `${code} ${message}\n`).join("");
  return { result: { templates: found, errors }, text: `${textTable(rows)}${problems}` };
}

async function add({ home, names: [name = ""], kind, settings }: Asked) {
  const kinds = Object.keys(drivers).filter((one) => one !== "local");
  if (kind === undefined || !kinds.includes(kind)) throw badUse(`--kind takes ${kinds.join(" or ")}`);
  const target = { name, driver: kind, settings: Object.fromEntries(settings.map(readSetting)) };
  await saveTarget(home, target);
  return { result: target, text: `Added ${name}. See what is there: cellweave targets probe ${name}\n` };
}

function readSetting(text: string): [string, Json] {
  const [, name, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw badUse(`--set takes name=value, not "${text}"`);
  if (/password|passphrase|token|^key$/.test(name) && !value.startsWith("secret:"))
    throw badUse(`Keep the ${name} as a secret ("cellweave targets secret NAME") and say --set ${name}=secret:NAME`);
  const secretName = /^secret:(.+)$/.exec(value)?.[1];
  if (secretName !== undefined) return [name, { $secret: secretName }];
  if (/^(-?\d+(\.\d+)?|true|false|\[.*\])$/s.test(value)) {
    try {
      return [name, JSON.parse(value) as Json];
    } catch {
      // A text that only looks like more.
    }
  }
  return [name, value];
}

async function known(home: string, name: string): Promise<Target> {
  const targets = await readTargets(home);
  const target = targets.find((one) => one.name === name);
  if (target) return target;
  const names = targets.map((one) => one.name).join(", ");
  throw new CodedError("CW6026", `"${name}" is no known target.`, `There is ${names}. Add one: cellweave targets add.`);
}

async function probe({ home, names: [name = ""], terminal }: Asked) {
  const target = await known(home, name);
  const driver = Object.hasOwn(drivers, target.driver) ? drivers[target.driver as keyof typeof drivers] : undefined;
  if (!driver) throw new CodedError("CW6026", `Nothing reaches targets of the kind ${target.driver}.`, "Remove it.");
  const started = terminal.now();
  const connection = await driver.connect(await probing(home, target, terminal), (one) => readSecret(home, one));
  try {
    const facts = await connection.probe();
    const rows = [
      ["Reached in", `${terminal.now() - started} ms`],
      ["Python", `${facts.pythonVersion} (${facts.python})`],
      ["Cores", String(facts.cores)],
      ["Memory", bytesInWords(facts.memoryBytes)],
    ];
    return { result: { name, ...facts }, text: textTable(rows) };
  } finally {
    await connection.close();
  }
}

/** The target with what a driver must be told before anything runs. Nothing is kept there. */
async function probing(home: string, target: Target, terminal: Terminal): Promise<Target> {
  const runner = runnerPath();
  const jobs = `${home}/probes`;
  const local = { objects: `${home}/objects`, items: `${home}/items`, workspace: jobs, journal: jobs, machine: "" };
  const own =
    target.driver === "local"
      ? { python: await defaultPythonOf(home, terminal), runner, jobs }
      : { runner: runner.replace(/\.unpacked$/, ""), local, jobs };
  return { ...target, settings: { ...own, ...target.settings } };
}

async function trust({ home, names: [name = "", fingerprint = ""] }: Asked) {
  const target = await known(home, name);
  if (target.driver !== "ssh" && target.driver !== "slurm") throw badUse(`${name} is not reached by SSH`);
  if (!/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint)) throw badUse("A fingerprint begins with SHA256:");
  const trusted = { ...target, settings: { ...target.settings, hostKey: fingerprint } };
  await saveTarget(home, trusted);
  return { result: trusted, text: `${name} is trusted when it shows ${fingerprint}.\n` };
}

async function remove({ home, names: [name = ""] }: Asked) {
  if (!(await removeTarget(home, name))) throw badUse(`There is no target "${name}" of yours`);
  return { result: { name }, text: `Removed ${name}.\n` };
}

async function secret({ home, names: [name = ""], terminal }: Asked) {
  const entered = await readHidden(`${name}: `, terminal);
  await saveSecret(home, name, entered === "" ? null : entered);
  return { result: { name }, text: entered === "" ? `Forgot ${name}.\n` : `Keeps ${name}.\n` };
}
