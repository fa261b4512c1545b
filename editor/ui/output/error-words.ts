/** What an exception usually means, in plain words; `$1` is what its message names. */
const words: { readonly [ename: string]: readonly (readonly [message: RegExp, words: string])[] } = {
  NameError: [
    [
      /name '(.+?)' is not defined/,
      "Nothing called “$1” exists when this cell runs. Define it in an earlier cell, or check its spelling.",
    ],
  ],
  UnboundLocalError: [[/'(.+?)'/, "“$1” is used inside a function before it gets a value there."]],
  ModuleNotFoundError: [
    [/No module named '(.+?)'/, "The package “$1” is not installed in the Python that ran this cell."],
  ],
  ImportError: [
    [
      /cannot import name '(.+?)'/,
      "The package has no “$1”. Its version may be older or newer than this code expects.",
    ],
  ],
  FileNotFoundError: [[/'(.+?)'/, "The file “$1” was not found. Paths start at the notebook's own folder."]],
  PermissionError: [[/'(.+?)'/, "“$1” may not be read or written by you."]],
  KeyError: [[/^(.+)$/, "There is no key or column $1. Check its spelling and what the table really holds."]],
  IndexError: [[/./, "A position was asked for beyond the end."]],
  AttributeError: [
    [/'NoneType' object has no attribute '(.+?)'/, "“.$1” was asked of None: something before it returned nothing."],
    [/'(.+?)' object has no attribute/, "An object of type “$1” does not have what was asked of it."],
    [/module '(.+?)' has no attribute/, "The module “$1” does not have what was asked of it. Its version may differ."],
  ],
  ZeroDivisionError: [[/./, "Something was divided by zero."]],
  TypeError: [
    [/missing \d+ required .*arguments?: (.+)/, "A call left out $1."],
    [/unexpected keyword argument '(.+?)'/, "A call passed “$1”, which the function does not know."],
    [
      /'(.+?)' object is not callable/,
      "Something of type “$1” was called as if it were a function. Was a name overwritten?",
    ],
    [/./, "A value of the wrong type was used."],
  ],
  ValueError: [[/./, "A value was of the right type but not usable here."]],
  MemoryError: [[/(?:)/, "There was not enough memory."]],
  RecursionError: [[/(?:)/, "A function called itself too many times."]],
  KeyboardInterrupt: [[/(?:)/, "The cell was interrupted."]],
  SyntaxError: [[/(?:)/, "Python could not read this code."]],
  IndentationError: [[/(?:)/, "The lines are not indented alike."]],
  AssertionError: [[/(?:)/, "A check in the code did not hold."]],
  TimeoutError: [[/(?:)/, "Something took longer than it was allowed to."]],
  ConnectionError: [[/(?:)/, "The network, or the server asked, could not be reached."]],
};

/** One sentence on what went wrong, or null where the exception is better left to speak for itself. */
export function errorInWords(ename: string, evalue: string): string | null {
  for (const [message, sentence] of words[ename.split(".").at(-1) ?? ename] ?? []) {
    const found = message.exec(evalue);
    if (found) return sentence.replace("$1", found[1] ?? "");
  }
  return null;
}
