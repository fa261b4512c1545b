import { defineSkeleton } from "../../define-skeleton.ts";

export const iterate = defineSkeleton({
  type: "iterate",
  title: "Iterate",
  description: "Repeats a step until it is enough; what a step maps or reduces runs at once.",
  keywords: ["loop", "while", "until", "converge", "fixed point", "epochs"],
  meaning: "while not until(state): state = step(state)",
  conditions: "step changes nothing but what it makes itself.",
  parameters: ["step", "state", "until", "max_iter"],
  settings: {
    max_iter: { type: "integer", title: "At most", description: "Steps after which it ends.", minimum: 0 },
  },
  example: "state = cw.iterate(step, state, until=done, max_iter=100)",
});
