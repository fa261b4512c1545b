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
  scaffold: `# A problem is split until its parts are easy. The first levels are split here, and their parts solved at once.
def is_easy(values):
    return len(values) < 4

def halves(values):
    middle = len(values) // 2
    return [values[:middle], values[middle:]]

def merged(parts):
    left, right = parts
    return sorted(left + right)

unsorted = [5, 2, 8, 1, 9, 3, 7, 4, 6]
in_order = cw.dc(is_easy, sorted, halves, merged, unsorted)
print(in_order)`,
});
