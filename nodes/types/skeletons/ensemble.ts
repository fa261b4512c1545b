import { defineSkeleton, itemSettings } from "../../define-skeleton.ts";

export const ensemble = defineSkeleton({
  type: "ensemble",
  title: "Ensemble",
  description: "Fits several models on the same data at once and puts together what they give.",
  keywords: ["parallel", "models", "vote", "average", "bagging", "stacking"],
  meaning: "combine([fit(**broadcast) for fit in fits])",
  conditions: "The fits change nothing but what they make themselves.",
  parameters: ["fits", "combine"],
  settings: { ...itemSettings },
  example: "model = cw.ensemble([fit_trees, fit_lines], vote, X=X, y=y)",
  scaffold: `# Several models of the same data, fitted at once; the last function puts together what they give.
def fit_mean(values):
    return sum(values) / len(values)

def fit_middle(values):
    return sorted(values)[len(values) // 2]

def average(estimates):
    return sum(estimates) / len(estimates)

measured = [3.0, 1.0, 2.0, 8.0]
estimate = cw.ensemble([fit_mean, fit_middle], average, values=measured)
print(estimate)`,
});
