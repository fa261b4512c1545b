import { defineSkeleton } from "../../define-skeleton.ts";

export const train = defineSkeleton({
  type: "train",
  title: "Train",
  description: "Trains one model with several processes or GPUs at the same time.",
  keywords: ["parallel", "torchrun", "ddp", "distributed", "gpu", "pytorch"],
  meaning: "fn(ctx, **broadcast) in one process",
  conditions: "The same global batch; results agree within the precision of floats.",
  parameters: ["fn", "nproc", "nnodes"],
  settings: {
    nproc: { type: "integer", title: "Processes", default: 1, minimum: 1 },
    nnodes: { type: "integer", title: "Machines", default: 1, minimum: 1 },
  },
  example: "model = cw.train(train_model, nproc=2)",
  scaffold: `# Trains in one process as it is. With nproc=2, torchrun starts two (pip install torch), each with its share of
# every batch. A PyTorch model goes through ctx.wrap(model), and out of it by ctx.unwrap(model).
def fit_slope(ctx, points, answers):
    slope = 0.0
    for epoch in range(30):
        for batch in ctx.batches(len(points), 8, seed=epoch):
            gradient = sum((slope * points[row] - answers[row]) * points[row] for row in batch.rows) / len(batch.rows)
            slope -= 0.5 * ctx.total(gradient * batch.weight) / ctx.world_size
    return slope

points = [row / 16 - 1 for row in range(32)]
answers = [3 * point for point in points]
slope = cw.train(fit_slope, nproc=1, points=points, answers=answers)
print(round(slope, 3))`,
});
