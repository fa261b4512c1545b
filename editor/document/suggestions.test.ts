import { expect, test, vi } from "vitest";
import { createAnalysis } from "./analysis.ts";
import { emptyContent } from "./content.ts";
import { createQuestions, type GivenAnswer } from "./questions.ts";
import { createSuggestions } from "./suggestions.ts";

/** An analysis that is current, and a desk that notes what is asked and answers with nothing found. */
function setUp() {
  const analysis = createAnalysis();
  const questions = createQuestions();
  const asked: unknown[] = [];
  questions.connect(({ number, question }) => {
    asked.push(question);
    questions.receive({ answerTo: number, answer: [] } satisfies GivenAnswer);
  });
  const suggestions = createSuggestions(analysis, questions);
  const edit = () => analysis.setState({ status: "current", of: { ...emptyContent } });
  edit();
  return { analysis, suggestions, asked, edit };
}

test("nothing is asked until somebody looks, and nothing after", async () => {
  vi.useFakeTimers();
  const { suggestions, asked, edit } = setUp();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual([]);
  const enough = suggestions.want(() => ({ slow: 12 }));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([{ ask: "suggestions", seconds: { slow: 12 } }]);
  edit();
  edit();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(2);
  enough();
  edit();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(2);
  vi.useRealTimers();
});

test("two who look ask once, and new times are asked about again", async () => {
  vi.useFakeTimers();
  const { suggestions, asked } = setUp();
  const first = suggestions.want(() => ({}));
  const second = suggestions.want(() => ({}));
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(1);
  first();
  first();
  suggestions.again();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(2);
  second();
  vi.useRealTimers();
});
