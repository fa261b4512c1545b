/** A figure of the gates table: what was measured, the goal, and the limit that must hold at 1,000 cells. */
export interface Figure {
  readonly name: string;
  readonly cells: number;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly limit: number;
}

export interface Gate {
  readonly unit: string;
  readonly goal: number;
  readonly limit: number;
  /** Counts and sizes are the same on every machine, so a test holds them; times are reported. */
  readonly held: boolean;
}

/** Goals and limits for a notebook of 1,000 cells. */
export const gates = {
  "open to interactive, warm server": { unit: "s", goal: 1, limit: 2, held: false },
  "drag frame p95": { unit: "ms", goal: 25, limit: 33, held: false },
  "pan frame p95": { unit: "ms", goal: 25, limit: 33, held: false },
  "zoom 1 to 0.15 frame p95": { unit: "ms", goal: 60, limit: 100, held: false },
  "click to selected p95": { unit: "ms", goal: 100, limit: 200, held: false },
  "status storm, 20 nodes a frame, p95": { unit: "ms", goal: 20, limit: 33, held: false },
  "log stream 5,000 lines/s, longest frame": { unit: "ms", goal: 50, limit: 100, held: false },
  "heap after collection": { unit: "MB", goal: 40, limit: 80, held: true },
  "DOM elements": { unit: "", goal: 1500, limit: 3000, held: true },
  "first-load JavaScript, gz": { unit: "kB", goal: 250, limit: 300, held: true },
  "analysis worker, gz": { unit: "kB", goal: 80, limit: 100, held: false },
} as const satisfies Record<string, Gate>;

export type GateName = keyof typeof gates;

export function figure(name: GateName, cells: number, value: number): Figure {
  const { unit, goal, limit } = gates[name];
  return { name, cells, value, unit, goal, limit };
}

/** One line of a Markdown table. */
export function describeFigure({ name, cells, value, unit, goal, limit }: Figure): string {
  const verdict = value <= goal ? "goal met" : value <= limit ? "limit met" : "missed";
  const shown = value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
  return `| ${name} | ${cells.toLocaleString("en")} | ${shown} ${unit} | ${goal} | ${limit} | ${verdict} |`;
}
