import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly count?: number;
  readonly content: () => ReactNode;
}

/** A row of tabs over the content of the chosen one; only that content is made. */
export function Tabs({
  label,
  items,
  value,
  onChange,
  end,
  className,
}: {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** Stands at the end of the row of tabs. */
  readonly end?: ReactNode;
  readonly className?: string;
}) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className={classNames("flex min-h-0 flex-1 flex-col", className)}
    >
      <div className="flex h-9 shrink-0 items-center border-b border-line pr-1">
        <Base.List
          aria-label={label}
          className="relative flex h-full min-w-0 flex-1 items-stretch gap-0.5 overflow-x-auto px-2"
          style={{ scrollbarWidth: "none" }}
        >
          {items.map((item) => (
            <Base.Tab key={item.id} value={item.id} className={tabClass}>
              {item.icon}
              {item.label}
              {item.count ? <span className="rounded bg-hover px-1 text-[11px] text-muted">{item.count}</span> : null}
            </Base.Tab>
          ))}
        </Base.List>
        {end}
      </div>
      {items.map((item) => (
        <Base.Panel key={item.id} value={item.id} className="flex min-h-0 flex-1 flex-col outline-offset-[-2px]">
          {item.id === value ? item.content() : null}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

const tabClass = classNames(
  "inline-flex items-center gap-1.5 border-b-2 border-transparent px-2 text-xs font-medium whitespace-nowrap text-muted",
  "hover:text-text data-active:border-accent data-active:text-text outline-offset-[-2px] [&_svg]:size-3.5",
);
