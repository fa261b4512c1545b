import { type Compiled, type PythonParser, splittableLines } from "@cellweave/engine/compile";
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
  suggestions: () => [],
  "split-lines": ({ cell }, { flow }, parser) => splittableLines(sourceOf(flow, cell), parser),
};

function notAnswered(): never {
  throw new Error("The decomposer does not write skeletons.");
}

/** What the question asks, from what was compiled last. */
export function answerTo(question: Question, compiled: Compiled, parser: PythonParser): AnswerTo<Question> {
  return (answers[question.ask] as (...given: unknown[]) => AnswerTo<Question>)(question, compiled, parser);
}

function sourceOf(flow: Compiled["flow"], cell: string): string {
  return flow.cells.find(({ id }) => id === cell)?.source ?? "";
}
