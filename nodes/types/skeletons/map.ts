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
});
