import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button, type ButtonKind } from "./button.tsx";
import { Menu, type MenuItem } from "./menu.tsx";

/** A button for the usual thing, with a menu of its variants at its side. */
export function SplitButton({
  label,
  icon,
  kind = "primary",
  disabled,
  menuLabel,
  items,
  onClick,
}: {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly kind?: ButtonKind;
  readonly disabled?: boolean;
  /** Names the menu's button, which shows only an arrow. */
  readonly menuLabel: string;
  readonly items: readonly MenuItem[];
  readonly onClick: () => void;
}) {
  return (
    <span className="inline-flex">
      <Button kind={kind} icon={icon} disabled={disabled} onClick={onClick} className="rounded-r-none">
        {label}
      </Button>
      <Menu
        align="end"
        items={items}
        trigger={
          <Button
            kind={kind}
            disabled={disabled}
            aria-label={menuLabel}
            className="rounded-l-none border-l-on-accent/40 px-1.5"
          >
            <ChevronDown aria-hidden />
          </Button>
        }
      />
    </span>
  );
}
