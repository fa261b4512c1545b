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
});
