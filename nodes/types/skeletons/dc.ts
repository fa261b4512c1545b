import { defineSkeleton } from "../../define-skeleton.ts";

export const divideAndConquer = defineSkeleton({
  type: "dc",
  title: "Divide and conquer",
  description: "Splits a problem until its pieces are easy, solves these, many at once, and merges the answers.",
  keywords: ["parallel", "recursion", "divide", "conquer", "split", "merge", "sort"],
  meaning: "base(p) if is_base(p) else merge([solve(q) for q in split(p)])",
  conditions: "The functions change nothing but what they make themselves.",
  parameters: ["is_base", "base", "split", "merge", "problem", "cutoff"],
  others: "refused",
  example: "answer = cw.dc(is_small, solve, halve, merge, problem)",
});
