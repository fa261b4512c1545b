import { defineSkeleton } from "../../define-skeleton.ts";

export const fork = defineSkeleton({
  type: "fork",
  title: "Fork",
  description: "Runs independent groups of statements of a cell at once.",
  keywords: ["parallel", "branches", "sections", "concurrent", "join"],
  meaning: "the branches one after the other",
  conditions: "No branch reads or changes what another one changes, files and random numbers included.",
  others: "refused",
  form: "with",
  example:
    'with cw.fork():\n    with cw.branch("first"):\n        a = one()\n    with cw.branch("second"):\n        b = two()',
  scaffold: `# Groups of statements that need nothing of each other: they run at the same time.
values = [3, 1, 4, 1, 5, 9, 2, 6]
with cw.fork():
    with cw.branch("ends"):
        smallest, largest = min(values), max(values)
    with cw.branch("middle"):
        mean = sum(values) / len(values)
print(smallest, mean, largest)`,
});
