import { Menu as Base } from "@base-ui/react/menu";
import { classNames } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";
import type { MenuItem, MenuProps } from "./menu.tsx";

/** A menu that is open, since it was just asked for. */
export function UsedMenu({ trigger, items, align = "start" }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50 outline-none">
          <Base.Popup className="min-w-48 rounded-lg border border-line bg-raised p-1 shadow-raised outline-none">
            {items.map((item) => (
              <MenuRow key={`${item.label} ${item.detail ?? ""}`} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuRow({ item }: { readonly item: MenuItem }) {
  return (
    <>
      {item.startsGroup ? <Base.Separator className="my-1 h-px bg-line" /> : null}
      <Base.Item
        disabled={item.disabled}
        onClick={item.run}
        className={classNames(
          "flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-[13px] outline-none select-none",
          "data-highlighted:bg-hover data-disabled:cursor-not-allowed data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:text-muted",
          item.danger && "text-danger [&_svg]:text-danger",
        )}
      >
        {item.icon}
        <span className="flex-1">
          {item.label}
          {item.detail ? <span className="block pb-1 font-mono text-[11px] text-muted">{item.detail}</span> : null}
        </span>
        {item.keys ? <Kbd keys={item.keys} /> : null}
      </Base.Item>
    </>
  );
}
