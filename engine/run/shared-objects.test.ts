import { expect, test } from "vitest";
import { runCells } from "./testing/run-cells.ts";

const pause = (seconds: number) => `import time; time.sleep(${seconds})`;

test("a change is seen through a name that came to share the object again only after the change was made ahead", async () => {
  const cells = [
    "class Box: pass\nb = [1]\nf = b\nd = Box()",
    // Until this ends nothing after it is certain.
    `${pause(1.5)}\nheld = 1`,
    `${pause(0.4)}\nd.v = f`,
    `${pause(0.1)}\nf = b\nprint(f)`,
    `${pause(0.1)}\nd.v.append(9)\nprint(d.v)`,
    `${pause(0.1)}\nprint(f, b is f)`,
  ];
  // Each in a step of its own.
  const cache = Object.fromEntries(cells.map((_, at) => [`c${at}`, "never" as const]));
  const ran = await runCells(cells, { parallel: 4, cache });
  expect(ran.texts).toEqual(["", "", "", "[1]\n", "[1, 9]\n", "[1, 9] True\n"]);
});
