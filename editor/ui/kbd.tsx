import { classNames } from "./class-names.ts";

/** A shortcut as caps: `Ctrl+Shift+K`, or a sequence with spaces: `G G`. */
export function Kbd({ keys, inverse = false }: { readonly keys: string; readonly inverse?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1">
      {capsOf(keys).map((cap, position) => (
        <kbd
          // The same key may come twice in a sequence, so its place is part of what it is.
          key={`${position}:${cap}`}
          className={classNames(
            "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded border px-1 font-sans text-[11px] leading-none",
            inverse ? "border-surface/40 text-surface" : "border-line bg-sunken text-muted",
          )}
        >
          {signs[cap] ?? cap}
        </kbd>
      ))}
    </span>
  );
}

const signs: { readonly [cap: string]: string } = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
};

function capsOf(keys: string): string[] {
  return keys.split(" ").flatMap((stroke) => (stroke === "+" ? ["+"] : stroke.split(/\+(?=.)/)));
}
