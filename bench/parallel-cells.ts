/**
 * Cells as notebooks have them whose work can run at once: of eight, two with a loop, two with comprehensions, one with
 * a written skeleton, one with parts that need nothing of each other, and two that only define and show. Another series
 * has other names.
 */
export function parallelCells(count: number, series = 0): string[] {
  return Array.from({ length: count }, (_, index) => {
    const n = `${series}_${index}`;
    const group = `${series}_${index - (index % kinds.length)}`;
    const kind = kinds[index % kinds.length] as (typeof kinds)[number];
    return kind(n, group);
  });
}

const kinds: readonly ((n: string, group: string) => string)[] = [
  (_, group) =>
    `import cellweave as cw\n\ndef work_${group}(x, k=1):\n    return sum(i * k for i in range(x))\n\nxs_${group} = list(range(20))`,
  (n, group) =>
    [
      `rows_${n}, total_${n} = [], 0`,
      `for x in xs_${group}:`,
      `    row = work_${group}(x, k=2)  # the long part`,
      `    rows_${n}.append(row)`,
      `    total_${n} += row`,
      `print(f"{total_${n}:.2f}")`,
    ].join("\n"),
  (n, group) => `found_${n} = [work_${group}(x) for x in xs_${group} if x % 2]\nlen(found_${n})`,
  (n, group) => `scores_${n} = cw.map(work_${group}, xs_${group}, k=3, seed=1)\nprint(sum(scores_${n}))`,
  (n, group) => `low_${n} = work_${group}(1000)\nhigh_${n} = work_${group}(2000, k=2)\nprint(low_${n}, high_${n})`,
  (n, group) =>
    [
      `state_${n} = 0`,
      `for x in xs_${group}:`,
      `    state_${n} = state_${n} * 2 + work_${group}(x)`,
      `best_${n} = max(state_${n}, 1)`,
    ].join("\n"),
  (n, group) => `by_${n} = {x: work_${group}(x) for x in xs_${group}}\nnames_${n} = sorted(by_${n}, key=by_${n}.get)`,
  (n, group) => `print("part ${n}", len(xs_${group}))`,
];
