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
});
