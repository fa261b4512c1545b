/** The reserved names under which ambient state travels like a variable, by the effect that touches it. */
const names: readonly (readonly [prefix: string, name: string])[] = [
  ["rng:py", "<rng.py>"],
  ["rng:np", "<rng.np>"],
  ["rng:torch", "<rng.torch>"],
  ["cwd", "<cwd>"],
  ["env:packages", ""],
  ["env", "<env>"],
  ["warnings", "<warnings>"],
  ["sys.path", "<sys.path>"],
  ["pandas:options", "<pandas.options>"],
  ["mpl.rc", "<mpl.rc>"],
  ["mpl:rc", "<mpl.rc>"],
];

/** The reserved name for an effect such as `rng:np` or `env:write:HOME`; null where no state travels. */
export function ambientName(effect: string): string | null {
  if (effect.startsWith("<")) return effect;
  const row = names.find(([prefix]) => effect === prefix || effect.startsWith(`${prefix}:`));
  return row?.[1] || null;
}
