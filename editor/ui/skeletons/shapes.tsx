/** What the small pictures of skeletons are drawn with, on a ground of 48 by 32. Colours are the theme's. */

/** A piece of data. */
export function Datum({ x, y, strong = false }: { readonly x: number; readonly y: number; readonly strong?: boolean }) {
  return <circle cx={x} cy={y} r={2.4} fill={strong ? "var(--cw-accent)" : "var(--cw-line-strong)"} />;
}

/** Code that runs. */
export function Work({
  x,
  y,
  width = 10,
  height = 6,
}: {
  readonly x: number;
  readonly y: number;
  readonly width?: number;
  readonly height?: number;
}) {
  return (
    <rect
      x={x - width / 2}
      y={y - height / 2}
      width={width}
      height={height}
      rx={1.6}
      fill="var(--cw-accent-soft)"
      stroke="var(--cw-accent)"
      strokeWidth={1.2}
    />
  );
}

/** Where data go. */
export function Way({ d, dashed = false }: { readonly d: string; readonly dashed?: boolean }) {
  return (
    <path
      d={d}
      fill="none"
      stroke="var(--cw-line-strong)"
      strokeWidth={1.1}
      strokeLinecap="round"
      strokeDasharray={dashed ? "1.6 2" : undefined}
    />
  );
}

/** A square of a grid or a fold. */
export function Square({
  x,
  y,
  strong = false,
  width = 5,
  height = 5,
}: {
  readonly x: number;
  readonly y: number;
  readonly strong?: boolean;
  readonly width?: number;
  readonly height?: number;
}) {
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={0.8}
      fill={strong ? "var(--cw-accent)" : "var(--cw-accent-soft)"}
      stroke={strong ? "var(--cw-accent)" : "var(--cw-accent-line)"}
      strokeWidth={0.8}
    />
  );
}
