import { type Compiled, codeHash, type PythonParser, splittableLines, suggest } from "@cellweave/engine/compile";
import type { CellId } from "@cellweave/engine/model/flow";
import type { Observed } from "@cellweave/engine/model/graph";
import type { AnswerTo, Question } from "./questions.ts";

type Answering = {
  readonly [Asked in Question["ask"]]: (
    question: Extract<Question, { ask: Asked }>,
    compiled: Compiled,
    parser: PythonParser,
  ) => AnswerTo<Extract<Question, { ask: Asked }>>;
};

const answers: Answering = {
  "write-skeleton": () => notAnswered(),
  "set-option": () => notAnswered(),
  suggestions: ({ seconds }, { flow }, parser) =>
    suggest(flow, { parser, observed: measured(flow, seconds), workers: navigator.hardwareConcurrency }),
  "split-lines": ({ cell }, { flow }, parser) => splittableLines(sourceOf(flow, cell), parser),
};

function notAnswered(): never {
  throw new Error("The decomposer does not write skeletons.");
}

/** What the question asks, from what was compiled last. */
export function answerTo(question: Question, compiled: Compiled, parser: PythonParser): AnswerTo<Question> {
  return (answers[question.ask] as (...given: unknown[]) => AnswerTo<Question>)(question, compiled, parser);
}

function sourceOf(flow: Compiled["flow"], cell: CellId): string {
  return flow.cells.find(({ id }) => id === cell)?.source ?? "";
}

/** How long cells took, in the form in which runs keep it. */
function measured(flow: Compiled["flow"], seconds: { readonly [cell: CellId]: number }): Observed {
  return Object.fromEntries(
    flow.cells.flatMap(({ id, source }) => {
      const took = seconds[id];
      return took === undefined ? [] : [[codeHash(source), { seconds: took }]];
    }),
  );
}
