import { defineSkeleton, mapSettings } from "../../define-skeleton.ts";

export const mapreduce = defineSkeleton({
  type: "mapreduce",
  title: "Map and reduce",
  description: "Calls one function for every item and puts the results together, key by key where a key is given.",
  keywords: ["parallel", "group by", "count", "aggregate", "hadoop"],
  meaning: "reduce(op, [f(x, **broadcast) for x in xs])",
  conditions: "f changes nothing but what it makes itself; op is associative.",
  parameters: ["f", "op", "xs", "key", "init"],
  settings: {
    ...mapSettings,
    fanin: {
      type: "integer",
      title: "Values at a time",
      description: "How many neighbours one call of op puts together.",
      default: 32,
      minimum: 2,
      "x-level": "advanced",
    },
  },
  example: "total = cw.mapreduce(function, operator.add, items)",
  scaffold: `import operator

# One number for every word, added up key by key; keys stand in the order in which they are first seen.
def one(word):
    return 1

def itself(word):
    return word

words = "the cat and the dog and the bird".split()
counted = cw.mapreduce(one, operator.add, words, key=itself)
print(counted)`,
});
