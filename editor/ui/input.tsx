import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names.ts";

export interface InputProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Read out; shown above the field unless `hideLabel`. */
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A labelled text field. */
export function Input({ label, hideLabel = false, hint, icon, className, ...rest }: InputProps) {
  return (
    <label className={classNames("flex flex-col gap-1", className)}>
      <span className={hideLabel ? "sr-only" : "text-xs font-medium text-muted"}>{label}</span>
      <span className="relative flex items-center [&>svg]:pointer-events-none [&>svg]:absolute [&>svg]:left-2 [&>svg]:size-4 [&>svg]:text-muted">
        {icon}
        <input
          {...rest}
          className={classNames(
            "h-8 w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2 text-[13px] text-text placeholder:text-muted",
            icon ? "pl-8" : null,
          )}
        />
      </span>
      {hint ? <span className="text-xs text-muted">{hint}</span> : null}
    </label>
  );
}
