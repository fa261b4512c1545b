/** A name that every format takes: letters, digits and `_`, not beginning with a digit. Other letters keep a trace. */
export function identifier(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const spelt = plain.replace(/[^A-Za-z0-9_]/gu, (char) =>
    /[\p{L}\p{N}]/u.test(char) ? `u${(char.codePointAt(0) ?? 0).toString(16)}` : "_",
  );
  return spelt
    .replace(/_+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/^(?=\d)/, "n")
    .toLowerCase();
}

/** A name of Python as a port: as it is where it can be, else spelt out. */
export function portName(name: string): string {
  const bare = name.replace(/^<(.*)>$/, "state_$1");
  const spelt = bare
    .normalize("NFC")
    .replace(/[^A-Za-z0-9_]/gu, (char) => (char === "." ? "_" : `u${(char.codePointAt(0) ?? 0).toString(16)}_`));
  // What belongs to the tool itself begins with these.
  return /^(?:in_|cw_|file_|written_|parameter_|after_|value_|shown$|log$)/.test(spelt) ? `v_${spelt}` : spelt;
}

/** The names with a number after those that were there before; letters' case alone does not tell files apart. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name}_${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
