import { defineSkeleton, itemSettings } from "../../define-skeleton.ts";

export const sweep = defineSkeleton({
  type: "sweep",
  title: "Sweep",
  description: "Tries a function over a space of parameters and says which were best.",
  keywords: ["parallel", "hyperparameters", "grid search", "random search", "tuning", "optuna"],
  meaning: "[fn(**trial) for trial in trials], and the best of them; of equal ones the first",
  conditions: "fn changes nothing but what it makes itself.",
  parameters: ["fn", "space"],
  settings: {
    mode: { type: "string", title: "Best is", enum: ["min", "max"] },
    metric: {
      type: "string",
      title: "Judge by",
      description: "A key of what the function gives; empty where that is a number itself.",
    },
    sampler: {
      type: "string",
      title: "Trials",
      description: "grid takes every combination, random draws as many as asked.",
      enum: ["grid", "random"],
      default: "grid",
    },
    n: { type: "integer", title: "How many", description: "Trials that random draws.", minimum: 1 },
    ...itemSettings,
  },
  example: 'found = cw.sweep(function, {"C": [0.1, 1, 10]}, mode="max")',
  scaffold: `# Every combination of the space is tried. What the function gives is judged by its "loss".
def train_once(rate, depth):
    loss = (rate - 0.1) ** 2 + (depth - 4) ** 2 / 100
    return {"loss": loss}

# Or draw: {"rate": cw.loguniform(1e-3, 1)} with sampler="random", n=20.
found = cw.sweep(train_once, {"rate": [0.01, 0.1, 1.0], "depth": [2, 4, 8]}, metric="loss", mode="min")
print(found.best.parameters, found.best.value)`,
});
