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
  scaffold: `# The rows are split once, and every fold is fitted at once: fold.train and fold.test are its rows.
def score_fold(fold, X, y):
    guess = sum(y[row] for row in fold.train) / len(fold.train)
    return sum(abs(y[row] - guess) for row in fold.test) / len(fold.test)

# Rows of numbers, or arrays and tables: then X[fold.train] and X.iloc[fold.train] work, too.
features = [[float(row)] for row in range(20)]
target = [2.0 * row for row in range(20)]
scores = cw.kfold(score_fold, features, target, k=5, seed=0)
print(scores)`,
});
