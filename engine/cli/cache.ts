import { mkdir } from "node:fs/promises";
import { bytesInWords } from "../model/bytes-in-words.ts";
import { defaultHome } from "../run/home.ts";
import { checkStore, clearStore, sizeOfStore } from "../run/objects/clear-store.ts";
import { sizeLimit } from "../run/objects/size-limit.ts";
import { type Command, exitCodes, type Terminal } from "./command.ts";
import { type Placing, placeCache, placements } from "./place-cache.ts";
import { badUse, readOptions } from "./usage.ts";

export const command: Command = {
  usage: "cache [size | clear [--unused-for 30d] [--pinned] | verify | pin|unpin|never IN.ipynb CELL…] [--json]",
  summary: "See, clear or check the values that runs have stored, and say which cells use them",
  help: `Runs store what steps made, so that the next run takes over what did not change. The store drops what was not used
for longest when it grows beyond its limit: CELLWEAVE_CACHE_LIMIT ("20GB", "5%"), else 10 GB, or a tenth of a
smaller disk. What a run needs that is not over always stays. Clearing costs time only: cells run again.

  size                 how much is stored, and the limit
  clear                drop everything but what pinned cells keep
    --unused-for 30d   drop only what was not used for so long (h hours, d days, w weeks)
    --pinned           drop what pinned cells keep, too
  verify               read every stored value again and drop those that are damaged
  pin IN.ipynb CELL…   take the stored result of these cells (by number or id) even where code or inputs changed
  never IN.ipynb CELL… run these cells in every run
  unpin IN.ipynb CELL… take stored results where nothing changed, as usual
  --json               print the result for programs

Exit codes: 0 all went well, 1 verify found damaged values, 2 bad usage.`,
  async run(parameters, terminal) {
    const { values, positionals } = readOptions(parameters, {
      "unused-for": { type: "string" },
      pinned: { type: "boolean" },
      json: { type: "boolean" },
    });
    const [name = "size", ...others] = positionals;
    if (isPlacing(name)) {
      const { result, text } = await placeCache(name, others);
      terminal.out(values.json ? `${JSON.stringify(result, null, 2)}\n` : text);
      return exitCodes.succeeded;
    }
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (act === undefined || others.length > 0) throw badUse(`There is no "cache ${positionals.join(" ")}"`);
    if (values["unused-for"] !== undefined && name !== "clear") throw badUse("--unused-for belongs to clear");
    if (values.pinned && name !== "clear") throw badUse("--pinned belongs to clear");
    const asked = { unusedFor: milliseconds(values["unused-for"]), pinned: values.pinned === true };
    const { result, text, code } = await act(defaultHome(), asked, terminal);
    terminal.out(values.json ? `${JSON.stringify(result, null, 2)}\n` : text);
    return code ?? exitCodes.succeeded;
  },
};

const isPlacing = (name: string): name is Placing => Object.hasOwn(placements, name);

interface Asked {
  /** Milliseconds. */
  readonly unusedFor: number;
  readonly pinned: boolean;
}

type Act = (
  home: string,
  asked: Asked,
  terminal: Terminal,
) => Promise<{ readonly result: object; readonly text: string; readonly code?: number }>;

const acts: { readonly [name: string]: Act | undefined } = { size, clear, verify };

async function size(home: string, _: Asked, terminal: Terminal) {
  const stored = await sizeOfStore(home);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const limit = await sizeLimit(home, terminal.env.CELLWEAVE_CACHE_LIMIT);
  const text = `${bytesInWords(stored.bytes)} of at most ${bytesInWords(limit)}: ${stored.objects} stored values, ${stored.results} results of steps.\nIn ${home}\n`;
  return { result: { home, limit, ...stored }, text };
}

async function clear(home: string, { unusedFor, pinned }: Asked) {
  const dropped = await clearStore(home, unusedFor, Date.now(), pinned);
  return { result: dropped, text: `Dropped ${dropped.objects} stored values, ${bytesInWords(dropped.bytes)}.\n` };
}

async function verify(home: string, _: Asked, terminal: Terminal) {
  const checked = await checkStore(home, (done, total) => {
    if (terminal.screen !== null) terminal.err(`\r${done} of ${total}${done === total ? "\n" : ""}`);
  });
  const { damaged } = checked;
  const list = damaged.map((digest) => `  ${digest.slice(0, 12)}…\n`).join("");
  const found = damaged.length === 0 ? "all are as they were stored" : `${damaged.length} were damaged and are dropped`;
  const text = `${checked.objects} stored values: ${found}.\n${list}`;
  return { result: checked, text, code: damaged.length === 0 ? exitCodes.succeeded : exitCodes.failed };
}

const spans: { readonly [unit: string]: number } = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function milliseconds(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, number, unit] = /^(\d+)([hdw])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw badUse(`--unused-for takes a time as in 30d, not "${text}"`);
  return Number(number) * (spans[unit] ?? 0);
}
