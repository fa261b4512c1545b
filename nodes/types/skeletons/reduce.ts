import { defineSkeleton } from "../../define-skeleton.ts";

export const reduce = defineSkeleton({
  type: "reduce",
  title: "Reduce",
  description: "Puts a collection together by an operation, pair by pair in a tree of fixed shape.",
  keywords: ["parallel", "fold", "sum", "aggregate", "combine", "merge"],
  meaning: "a tree of left folds of op, the same for any number of workers",
  conditions: 'op is associative; with order="left" it need not be, and nothing runs at once.',
  parameters: ["op", "xs", "init"],
  others: "refused",
  settings: {
    fanin: {
      type: "integer",
      title: "Values at a time",
      description: "How many neighbours one call puts together.",
      default: 32,
      minimum: 2,
      "x-level": "advanced",
    },
    order: {
      type: "string",
      title: "Order",
      description: "tree: in a tree of fixed shape. left: strictly one after the other.",
      enum: ["tree", "left"],
      default: "tree",
    },
  },
  example: "total = cw.reduce(operator.add, values)",
  scaffold: `import operator

# Neighbours are put together in a tree whose shape hangs on the number of values alone.
# The operation must be associative: a + (b + c) is (a + b) + c.
values = list(range(1, 101))
total = cw.reduce(operator.add, values)
print(total)`,
});
