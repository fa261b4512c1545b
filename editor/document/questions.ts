import type { CellId } from "@cellweave/engine/model/flow";
import type { Json } from "@cellweave/engine/model/notebook";
import type { SkeletonName, Suggestion } from "@cellweave/engine/model/skeleton";

/** What may be asked of the analysis beside the graph, when somebody wants to know. */
export type Question =
  /** How a skeleton would look on the cell, or why it does not fit. */
  | { readonly ask: "write-skeleton"; readonly cell: CellId; readonly skeleton: SkeletonName }
  /** A cell that shows a skeleton and runs by itself, to stand after a cell; null is the top. */
  | { readonly ask: "scaffold"; readonly after: CellId | null; readonly skeleton: SkeletonName }
  /** The cell's source with an option of a construct set to a literal, or taken out (null). */
  | {
      readonly ask: "set-option";
      readonly construct: string;
      readonly option: string;
      readonly value: Json;
    }
  /** What could run apart. `seconds` is how long cells took when they last ran. */
  | { readonly ask: "suggestions"; readonly seconds: { readonly [cell: CellId]: number } }
  /** The lines of a cell at which sub-cells may begin. */
  | { readonly ask: "split-lines"; readonly cell: CellId };

interface Answers {
  readonly "write-skeleton": Suggestion;
  readonly scaffold: string;
  /** null where the code does not let it be written. */
  readonly "set-option": string | null;
  readonly suggestions: readonly Suggestion[];
  readonly "split-lines": readonly number[];
}

export type AnswerTo<Asked extends Question> = Answers[Asked["ask"]];

/** On the way to the worker. */
export interface AskedQuestion {
  readonly number: number;
  readonly question: Question;
}

/** On the way back. */
export type GivenAnswer =
  | { readonly answerTo: number; readonly answer: Answers[keyof Answers] }
  | { readonly answerTo: number; readonly failed: string };

export interface Questions {
  /** The answer about the notebook as it was last analysed. Rejected when the analysis has failed. */
  ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked>>;
  /** Who answers from now on; null while nobody does. */
  connect(post: ((asked: AskedQuestion) => void) | null): void;
  receive(given: GivenAnswer): void;
  /** Nothing that was asked so far will be answered. */
  fail(reason: string): void;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
}

export function createQuestions(): Questions {
  let last = 0;
  let post: ((asked: AskedQuestion) => void) | null = null;
  const waiting = new Map<number, Waiting>();
  return {
    ask(question) {
      return new Promise((resolve, reject) => {
        if (post === null) {
          reject(new Error("The notebook is not analysed."));
          return;
        }
        last += 1;
        waiting.set(last, { resolve, reject });
        post({ number: last, question });
      });
    },
    connect(next) {
      post = next;
    },
    receive(given) {
      const asked = waiting.get(given.answerTo);
      waiting.delete(given.answerTo);
      if ("failed" in given) asked?.reject(new Error(given.failed));
      else asked?.resolve(given.answer as never);
    },
    fail(reason) {
      const asked = [...waiting.values()];
      waiting.clear();
      for (const { reject } of asked) reject(new Error(reason));
    },
  };
}

/** The one desk of the tab. */
export const questions = createQuestions();
