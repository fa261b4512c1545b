import type { HTMLAttributes, Ref } from "react";
import { classNames } from "./class-names.ts";

/** A region that scrolls and can be reached by keyboard, as WCAG asks of every scrolling region. */
export function ScrollArea({
  label,
  className,
  children,
  ref,
  ...rest
}: HTMLAttributes<HTMLElement> & {
  readonly label: string;
  readonly ref?: Ref<HTMLElement>;
}) {
  return (
    <section
      {...rest}
      ref={ref}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the focus so that arrows scroll it.
      tabIndex={0}
      className={classNames("min-h-0 flex-1 overflow-auto outline-offset-[-2px]", className)}
    >
      {children}
    </section>
  );
}
