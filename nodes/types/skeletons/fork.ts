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
});
