import { defineSkeleton, mapSettings } from "../../define-skeleton.ts";

export const farm = defineSkeleton({
  type: "farm",
  title: "Farm",
  description: "Calls one function for each item of a stream as it comes, a bounded number ahead.",
  keywords: ["parallel", "stream", "generator", "iterator", "workers"],
  meaning: "(f(x, **broadcast) for x in stream)",
  conditions: "f changes nothing but what it makes itself; a worker's own state comes from state.",
  parameters: ["f", "stream"],
  settings: mapSettings,
  example: "for result in cw.farm(function, stream):\n    print(result)",
  scaffold: `# Results come while the stream goes on; it may have no end, and a bounded number is read ahead.
def measure(line):
    return len(line)

def stream():
    for number in range(50):
        yield f"line {number}"

total = 0
for length in cw.farm(measure, stream()):
    total += length
print(total)`,
});
