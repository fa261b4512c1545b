/** A command for the account's shell: every word stands for itself, but for a `~/` at the beginning of the program. */
export function quoted([program = "", ...words]: readonly string[]): string {
  const home = program.startsWith("~/") ? `~/${quotedWord(program.slice(2))}` : quotedWord(program);
  return ["exec", home, ...words.map(quotedWord)].join(" ");
}

function quotedWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
