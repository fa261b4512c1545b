import { defineSkeleton } from "../../define-skeleton.ts";

export const stencil = defineSkeleton({
  type: "stencil",
  title: "Stencil",
  description: "Makes each cell of a grid from the cells around it, as often as asked.",
  keywords: ["parallel", "grid", "neighbours", "simulation", "filter", "convolution"],
  meaning: "for _ in range(iters): grid = [f(window) for window in windows(grid)]",
  conditions: "f changes nothing but what it makes itself.",
  parameters: ["f", "grid", "radius", "boundary", "iters"],
  settings: {
    radius: { type: "integer", title: "Radius", description: "How far the window reaches.", default: 1, minimum: 0 },
    boundary: {
      type: "string",
      title: "Outside the grid",
      enum: ["edge", "wrap", "reflect", "symmetric", "keep"],
      default: "edge",
    },
    iters: { type: "integer", title: "Times", default: 1, minimum: 0 },
    vectorized: {
      type: "boolean",
      title: "Whole rows",
      description: "The function takes rows with the cells around them, and gives rows.",
      default: false,
      "x-level": "advanced",
    },
  },
  example: "grid = cw.stencil(function, grid, radius=1, iters=10)",
  scaffold: `# A new grid, each cell of it made from the cells around the old one. window[1][1] is the cell itself.
def warmed(window):
    around = window[0][1] + window[1][0] + window[1][2] + window[2][1]
    return around / 4

# Lists of one length, or a NumPy array. "keep" leaves the border as it is.
plate = [[100.0] * 12] + [[0.0] * 12 for _ in range(11)]
warm = cw.stencil(warmed, plate, radius=1, boundary="keep", iters=20)
print([round(value) for value in warm[3]])`,
});
