import { defineSkeleton } from "../../define-skeleton.ts";

export const scan = defineSkeleton({
  type: "scan",
  title: "Scan",
  description: "Gives all running totals of a collection, in two passes of fixed shape.",
  keywords: ["parallel", "accumulate", "cumulative", "prefix", "running"],
  meaning: "list(itertools.accumulate(xs, op))",
  conditions: "op is associative.",
  parameters: ["op", "xs"],
  others: "refused",
  settings: {
    block: {
      type: "integer",
      title: "Values at a time",
      description: "How many values one call goes over.",
      default: 256,
      minimum: 1,
      "x-level": "advanced",
    },
  },
  example: "totals = cw.scan(operator.add, values)",
  scaffold: `import operator

# Running totals, worked out block by block. The operation must be associative.
amounts = [3, -1, 4, 1, -5, 9]
balance = cw.scan(operator.add, amounts)
print(balance)`,
});
