import type { Json } from "./notebook.ts";
import type { ResourceWishes } from "./skeleton.ts";

type Wish = keyof ResourceWishes;

/** What may be asked of a step's environment: what a value must be, in words, and how two wishes become one. */
const wishes: {
  readonly [name in Wish]-?: {
    readonly wants: string;
    fits(value: Json): boolean;
    join(a: Json, b: Json): Json;
  };
} = {
  packages: {
    wants: 'a list of package names, like ["scikit-learn"]',
    fits: (value) => Array.isArray(value) && value.every((name) => typeof name === "string" && name.trim() !== ""),
    join: (a, b) => [...new Set([...(a as string[]), ...(b as string[])])],
  },
  image: {
    wants: 'the name of an image, like "python:3.12"',
    fits: (value) => typeof value === "string" && /^\S+$/.test(value),
    join: (a) => a,
  },
  cpus: {
    wants: "a number of cores above 0",
    fits: (value) => typeof value === "number" && value > 0,
    join: (a, b) => Math.max(Number(a), Number(b)),
  },
  gpus: {
    wants: "a whole number of GPUs, 0 for none",
    fits: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0,
    join: (a, b) => Math.max(Number(a), Number(b)),
  },
  memory: {
    wants: 'an amount of memory, like "512M" or "2G"',
    fits: (value) => typeof value === "string" && bytesOf(value) !== null,
    join: (a, b) => ((bytesOf(String(a)) ?? 0) >= (bytesOf(String(b)) ?? 0) ? a : b),
  },
  time: {
    wants: 'a length of time, like "90s", "10m" or "2h"',
    fits: (value) => typeof value === "string" && secondsOf(value) !== null,
    join: (a, b) => ((secondsOf(String(a)) ?? 0) >= (secondsOf(String(b)) ?? 0) ? a : b),
  },
};

export function isWish(name: string): name is Wish {
  return Object.hasOwn(wishes, name);
}

/** What a wish must be, in words, where the value is not; null where it is. */
export function wishProblem(name: Wish, value: Json): string | null {
  return wishes[name].fits(value) ? null : wishes[name].wants;
}

/** What fulfils all of them: the larger amounts, all packages, the first image. */
export function joinWishes(all: readonly ResourceWishes[]): ResourceWishes {
  const joined: { [name: string]: Json } = {};
  for (const each of all) {
    for (const [name, value] of Object.entries(each) as [Wish, Json][]) {
      const known = joined[name];
      joined[name] = known === undefined ? value : wishes[name].join(known, value);
    }
  }
  return joined as ResourceWishes;
}

const powers = ["", "K", "M", "G", "T"];
const seconds: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Bytes of an amount as written; null where it is none. */
export function bytesOf(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B?$/i.exec(text.trim());
  if (found === null) return null;
  return Number(found[1]) * (found[3] ? 1024 : 1000) ** powers.indexOf((found[2] ?? "").toUpperCase());
}

/** Seconds of a length of time as written; null where it is none. */
export function secondsOf(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim());
  return found === null ? null : Number(found[1]) * (seconds[found[2] ?? ""] ?? 0);
}
