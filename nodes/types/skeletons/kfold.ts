import { defineSkeleton, itemSettings } from "../../define-skeleton.ts";

export const kfold = defineSkeleton({
  type: "kfold",
  title: "Cross-validation",
  description: "Splits the rows once and fits every fold at once.",
  keywords: ["parallel", "cross validation", "folds", "cv", "scikit-learn", "score"],
  meaning: "[fn(fold, X, y, **broadcast) for fold in folds]",
  conditions: "fn changes nothing but what it makes itself.",
  parameters: ["fn", "X", "y", "k", "stratify", "groups", "seed"],
  settings: {
    k: { type: "integer", title: "Folds", default: 5, minimum: 2 },
    stratify: {
      type: "boolean",
      title: "Stratify",
      description: "Each fold has the same share of every class.",
      default: false,
    },
    ...itemSettings,
  },
  example: "scores = cw.kfold(score, X, y, k=5)",
});
