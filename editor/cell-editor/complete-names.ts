import type { Graph } from "@cellweave/engine/model/graph";
import type * as Monaco from "monaco-editor/editor";
import { analysisStore } from "../document/analysis.ts";

/** A name that the notebook's cells define, and where. */
export interface KnownName {
  readonly name: string;
  /** "Defined in cell 3" */
  readonly detail: string;
}

/** The names that cells define, each with the first cell that does. */
export function knownNames({ cells }: Graph): KnownName[] {
  const first = new Map<string, number>();
  for (const { writes, maybeWrites, index } of cells) {
    for (const name of [...writes, ...maybeWrites]) if (name !== "*" && !first.has(name)) first.set(name, index);
  }
  return [...first].map(([name, index]) => ({ name, detail: `Defined in cell ${index + 1}` }));
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
          ...knownNames(analysisStore.getState().graph).map(({ name, detail }) => ({
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
