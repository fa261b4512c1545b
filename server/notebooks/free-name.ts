/** "name.ipynb", then "name (2).ipynb", "name (3).ipynb": the names to try for a file that must not replace another. */
export function* freeNames(file: string): Generator<string> {
  yield file;
  const stem = file.replace(/\.ipynb$/, "").replace(/ \(\d+\)$/, "");
  for (let number = 2; ; number++) yield `${stem} (${number}).ipynb`;
}
