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
  scaffold: `# The same step again and again until it is done; what a step maps or reduces runs at once.
def improve(guess):
    return (guess + 2 / guess) / 2

def close_enough(guess):
    return abs(guess * guess - 2) < 1e-12

root = cw.iterate(improve, 1.0, until=close_enough, max_iter=50)
print(root)`,
});
