import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { classNames } from "./class-names.ts";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly width?: "narrow" | "wide" | "full";
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

const widths = { narrow: "w-[480px]", wide: "w-[760px]", full: "w-[1180px]" };

/** A window over the page: focus stays in it, Escape closes it. */
export function Dialog({ open, onClose, title, description, width = "narrow", footer, children }: DialogProps) {
  const body = useRef<HTMLElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/35 dark:bg-black/55" />
        <Base.Popup
          initialFocus={body}
          className={classNames(
            "fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col overflow-hidden",
            "rounded-xl border border-line bg-raised shadow-raised outline-none",
            widths[width],
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-[15px] font-semibold">{title}</Base.Title>
              {description ? <Base.Description className="mt-0.5 text-muted">{description}</Base.Description> : null}
            </div>
            <Base.Close
              aria-label="Close"
              className="flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </header>
          <section
            ref={body}
            aria-label={title}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus so that arrows scroll it.
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto px-5 py-4 outline-none"
          >
            {children}
          </section>
          {footer ? (
            <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
