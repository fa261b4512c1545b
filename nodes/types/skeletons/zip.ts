import { defineSkeleton, mapSettings } from "../../define-skeleton.ts";

export const zip = defineSkeleton({
  type: "zip",
  title: "Zip",
  description: "Calls one function for the first items of several collections, then for the second ones, many at once.",
  keywords: ["parallel", "pairs", "together", "starmap"],
  meaning: "[f(x, y, **broadcast) for x, y in zip(xs, ys, strict=True)]",
  conditions: "f changes nothing but what it makes itself; the collections are of one length.",
  parameters: ["f", "*xs"],
  settings: mapSettings,
  example: "results = cw.zip(function, items, others)",
  scaffold: `# One function for the items of several collections of one length, taken side by side.
def area(width, height):
    return width * height

widths = [1, 2, 3]
heights = [4, 5, 6]
areas = cw.zip(area, widths, heights)
print(areas)`,
});
