import { defineSkeleton } from "../../define-skeleton.ts";

export const each = defineSkeleton({
  type: "each",
  title: "Each",
  description: "Runs the rounds of a for loop at once and puts together what they gather.",
  keywords: ["parallel", "for", "loop", "gather", "append", "accumulate"],
  meaning: "for x in xs: …",
  conditions:
    "Names that go from one round to the next are only gathered (append, d[k] = v) or reduced (+, *, min, max, |, &).",
  parameters: ["xs", "gather", "reduce"],
  others: "refused",
  form: "loop",
  example: 'rows = []\nfor x in cw.each(items, gather={"rows": list}):\n    rows.append(function(x))',
  scaffold: `# Every round of this loop does work of its own. Where that is proved, rounds run at the same time;
# what they append comes in the order of the items.
def word_count(text):
    return len(text.split())

texts = ["one", "two words", "three short words"]
counts, most = [], 0
for text in cw.each(texts, gather={"counts": list}, reduce={"most": "max"}):
    counts.append(word_count(text))
    most = max(most, word_count(text))
print(counts, most)`,
});
