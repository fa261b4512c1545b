import { type PointerEvent, useMemo } from "react";
import { classNames } from "./class-names.ts";
import { duration } from "./duration.ts";
import type { HeatBin } from "./skeletons/item-progress.ts";

const shades = [
  "color-mix(in srgb, var(--cw-accent) 22%, var(--cw-surface))",
  "color-mix(in srgb, var(--cw-accent) 42%, var(--cw-surface))",
  "color-mix(in srgb, var(--cw-accent) 62%, var(--cw-surface))",
  "color-mix(in srgb, var(--cw-accent) 82%, var(--cw-surface))",
  "var(--cw-accent)",
];

/**
 * How long items took, from light (fast) to dark (slow); one that failed stands higher and is red. `label` says the
 * same in words. A press tells which item is meant.
 */
export function HeatStrip({
  bins,
  label,
  onPick,
  height = 12,
  tabIndex,
}: {
  readonly bins: readonly HeatBin[];
  readonly label: string;
  readonly onPick: (bin: HeatBin) => void;
  readonly height?: number;
  readonly tabIndex?: number;
}) {
  const paths = useMemo(() => pathsOf(bins), [bins]);
  const binAt = (event: { readonly clientX: number; readonly currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = width > 0 ? (event.clientX - left) / width : 0;
    return bins[Math.max(0, Math.min(bins.length - 1, Math.floor(share * bins.length)))];
  };
  // The words of a tooltip are written as the pointer moves: hundreds of bins would need hundreds of elements.
  const tell = (event: PointerEvent<HTMLButtonElement>) => {
    const bin = binAt(event);
    if (bin) event.currentTarget.title = binWords(bin);
  };
  return (
    <button
      type="button"
      aria-label={label}
      tabIndex={tabIndex}
      onPointerMove={tell}
      onClick={(event) => {
        event.stopPropagation();
        // A press by keyboard is at no place of the strip.
        const bin = event.detail === 0 ? (bins.find(({ failed }) => failed > 0) ?? bins[0]) : binAt(event);
        if (bin) onPick(bin);
      }}
      style={{ height }}
      className={classNames("nodrag block w-full overflow-hidden rounded-sm bg-hover")}
    >
      <svg
        aria-hidden
        viewBox={`0 0 ${Math.max(1, bins.length)} 10`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        className="block size-full"
      >
        {paths.shades.map((path, level) => (path ? <path key={level} d={path} fill={shades[level]} /> : null))}
        {paths.failed ? <path d={paths.failed} fill="var(--cw-danger)" /> : null}
      </svg>
    </button>
  );
}

/** "Items [40] to [49]: 1.2 s each, 1 failed", by index as Python counts. */
export function binWords({ from, to, ended, failed, seconds }: HeatBin): string {
  const name = from === to ? `Item [${from}]` : `Items [${from}] to [${to}]`;
  if (ended === 0) return `${name}: not run yet`;
  const each = from === to ? "" : " each";
  const wrong = failed === 0 ? "" : from === to ? ", failed" : `, ${failed} failed`;
  return `${name}: ${duration(seconds)}${each}${wrong}`;
}

function pathsOf(bins: readonly HeatBin[]): { readonly shades: readonly string[]; readonly failed: string } {
  const parts: string[][] = shades.map(() => []);
  const failed: string[] = [];
  bins.forEach((bin, at) => {
    if (bin.failed > 0) failed.push(`M${at} 0h1v10h-1z`);
    else if (bin.level !== null) parts[bin.level]?.push(`M${at} 2.5h1v7.5h-1z`);
  });
  return { shades: parts.map((all) => all.join("")), failed: failed.join("") };
}
