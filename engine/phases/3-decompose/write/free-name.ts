/** The first of some names that is free, else the last one with a number. It is taken from then on. */
export function freeName(taken: Set<string>, wanted: readonly string[]): string {
  const last = wanted.at(-1) ?? "value";
  let name = wanted.find((one) => !taken.has(one));
  for (let number = 2; name === undefined; number++) {
    if (!taken.has(`${last}_${number}`)) name = `${last}_${number}`;
  }
  taken.add(name);
  return name;
}
