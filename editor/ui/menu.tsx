import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  /** A second line, in small letters. */
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** Draw a line above this item. */
  readonly startsGroup?: boolean;
}

export interface MenuProps {
  readonly trigger: ReactElement<MenuTriggerProps>;
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "end";
}

interface MenuTriggerProps {
  readonly onClick?: () => void;
  readonly "aria-haspopup"?: "menu";
  readonly "aria-expanded"?: boolean;
}

const UsedMenu = lazy(() => import("./used-menu.tsx").then((file) => ({ default: file.UsedMenu })));

/** Opens a list of things to do from its trigger. What shows the list is loaded at the first press. */
export function Menu(props: MenuProps) {
  const [used, setUsed] = useState(false);
  const trigger = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => setUsed(true),
  });
  if (!used) return trigger;
  return (
    <Suspense fallback={trigger}>
      <UsedMenu {...props} />
    </Suspense>
  );
}
