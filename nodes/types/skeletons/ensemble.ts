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
});
