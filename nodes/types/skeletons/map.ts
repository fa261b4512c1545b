import { defineSkeleton, mapSettings } from "../../define-skeleton.ts";

export const map = defineSkeleton({
  type: "map",
  title: "Map",
  description: "Calls one function for every item of a collection, many at once.",
  keywords: ["parallel", "loop", "comprehension", "apply", "joblib", "pool"],
  meaning: "[f(x, **broadcast) for x in xs]",
  conditions: "f changes nothing but what it makes itself.",
  parameters: ["f", "xs"],
  settings: mapSettings,
  example: "results = cw.map(function, items)",
  scaffold: `# One function for every item; it changes nothing but what it makes itself.
def square(number, scale=1):
    return scale * number**2

numbers = list(range(20))
squares = cw.map(square, numbers, scale=10)  # scale is read by every item
print(squares)`,
});
