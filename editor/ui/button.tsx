import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names.ts";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "small" | "medium";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent border-transparent hover:bg-accent-strong",
  plain: "bg-surface text-text border-line-strong/60 hover:bg-hover",
  quiet: "bg-transparent text-text border-transparent hover:bg-hover",
  danger: "bg-surface text-danger border-danger/60 hover:bg-danger-soft",
};
const sizes: Record<ButtonSize, string> = { small: "h-7 px-2 text-xs", medium: "h-8 px-3 text-[13px]" };

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with words. Use `IconButton` where only an icon fits. */
export function Button({ kind = "plain", size = "medium", icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors",
        "disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
        kinds[kind],
        sizes[size],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}
