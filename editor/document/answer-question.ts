import { placeSkeleton, scaffoldFor, setOption, splittableLines, suggest } from "@cellweave/engine/advise";
import { type Compiled, codeHash, type PythonParser } from "@cellweave/engine/compile";
import { type CellId, cellOf } from "@cellweave/engine/model/flow";
import type { Observed } from "@cellweave/engine/model/graph";
import type { Construct } from "@cellweave/engine/model/skeleton";
import type { AnswerTo, Question } from "./questions.ts";

type Answering = {
  readonly [Asked in Question["ask"]]: (
    question: Extract<Question, { ask: Asked }>,
    compiled: Compiled,
    parser: PythonParser,
  ) => AnswerTo<Extract<Question, { ask: Asked }>>;
};

const answers: Answering = {
  "write-skeleton": ({ cell, skeleton }, { flow }, parser) => placeSkeleton(flow, cell, skeleton, parser),
  scaffold: ({ after, skeleton }, { flow }, parser) => scaffoldFor(flow, after, skeleton, parser),
  "set-option"({ construct, option, value }, { flow, plan }, parser) {
    const found = constructOf(plan, construct);
    return found && setOption(flow, { ...found, cell: cellOf(found.cell) }, option, value, parser);
  },
  suggestions: ({ seconds }, { flow }, parser) =>
    suggest(flow, { parser, observed: measured(flow, seconds), workers: navigator.hardwareConcurrency }),
  "split-lines": ({ cell }, { flow }, parser) => splittableLines(sourceOf(flow, cell), parser),
};

/** What the question asks, from what was compiled last. */
export function answerTo(question: Question, compiled: Compiled, parser: PythonParser): AnswerTo<Question> {
  return (answers[question.ask] as (...given: unknown[]) => AnswerTo<Question>)(question, compiled, parser);
}

function sourceOf(flow: Compiled["flow"], cell: CellId): string {
  return flow.cells.find(({ id }) => id === cell)?.source ?? "";
}

/** A sub-cell keeps the lines of its cell, so what stands in it stands there too. */
function constructOf({ steps }: Compiled["plan"], id: string): Construct | null {
  for (const { parts } of steps) {
    for (const { constructs } of parts) {
      const found = constructs.find((construct) => construct.id === id);
      if (found) return found;
    }
  }
  return null;
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
