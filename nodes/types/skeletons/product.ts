import { defineSkeleton, mapSettings } from "../../define-skeleton.ts";

export const product = defineSkeleton({
  type: "product",
  title: "Product",
  description: "Calls one function for every combination of the items of several collections, many at once.",
  keywords: ["parallel", "grid", "combinations", "nested loops", "cartesian"],
  meaning: "[f(x, y, **broadcast) for x in xs for y in ys]",
  conditions: "f changes nothing but what it makes itself.",
  parameters: ["f", "*xs"],
  settings: mapSettings,
  example: "results = cw.product(function, items, others)",
  scaffold: `# One function for every combination of the items of several collections; the last one goes fastest.
def label(size, colour):
    return f"{size} {colour}"

sizes = ["small", "large"]
colours = ["red", "green", "blue"]
labels = cw.product(label, sizes, colours)
print(labels)`,
});
