import type * as Monaco from "monaco-editor/editor";

/** A name that the notebook's cells define, and where. */
export interface KnownName {
  readonly name: string;
  /** "Defined in cell 3". */
  readonly detail: string;
}

let known: () => readonly KnownName[] = () => [];

/** Says where completion takes its names from: asked at each completion, so it is always about the present graph. */
export function offerNames(names: () => readonly KnownName[]): void {
  known = names;
}

const keywords =
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False".split(
    " ",
  );

/** Completes Python with the names that the graph knows, and keywords. */
export function completeNames(monaco: typeof Monaco): void {
  monaco.languages.registerCompletionItemProvider("python", {
    provideCompletionItems(model, position) {
      const word = model.getWordUntilPosition(position);
      const line = model.getLineContent(position.lineNumber).slice(0, word.startColumn - 1);
      // After a dot it is a member that is wanted, and those are not known here.
      if (/\.\s*$/.test(line)) return { suggestions: [] };
      const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
      const { Variable, Keyword } = monaco.languages.CompletionItemKind;
      return {
        suggestions: [
          ...known().map(({ name, detail }) => ({
            label: name,
            detail,
            insertText: name,
            kind: Variable,
            range,
            sortText: `0${name}`,
          })),
          ...keywords.map((name) => ({ label: name, insertText: name, kind: Keyword, range, sortText: `1${name}` })),
        ],
      };
    },
  });
}
