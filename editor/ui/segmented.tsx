import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A choice of a few, all in sight. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <fieldset aria-label={label} className="inline-flex h-8 shrink-0 items-center gap-0.5 rounded-md bg-hover p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={classNames(
            "inline-flex h-7 items-center gap-1.5 rounded px-2 text-xs font-medium text-muted hover:text-text [&_svg]:size-3.5",
            "aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-sm",
          )}
        >
          {option.icon}
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
