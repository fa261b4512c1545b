import { defineSkeleton, itemSettings } from "../../define-skeleton.ts";

export const pipe = defineSkeleton({
  type: "pipe",
  title: "Pipe",
  description: "Sends every item through several functions, each busy with another item.",
  keywords: ["parallel", "pipeline", "stages", "stream", "chain"],
  meaning: "[h(g(f(x))) for x in xs]",
  conditions: "Each stage changes nothing but what it makes itself, or is a cw.stage with a state of its own.",
  parameters: ["*stages", "xs"],
  others: "refused",
  settings: { ...itemSettings },
  example: "results = cw.pipe(first, second, third, items)",
  scaffold: `# Every item goes through all stages by itself.
def tidy(line):
    return line.strip().lower()

def words_of(line):
    return line.split()

lines = ["  One line ", "Another LINE  "]
tidied = cw.pipe(tidy, words_of, len, lines)
print(tidied)`,
});
