import type { ReactNode } from "react";

/** What an empty place says: why it is empty and what fills it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 p-6 text-center">
      {icon ? <span className="text-muted [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</span> : null}
      <p className="font-medium">{title}</p>
      {children ? <p className="max-w-80 text-muted">{children}</p> : null}
      {action}
    </div>
  );
}
