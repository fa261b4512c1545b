import { Toast as Base } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export type ToastTone = "info" | "ok" | "danger";

export interface ToastMessage {
  readonly tone: ToastTone;
  readonly title: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The way out of an error. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const manager = Base.createToastManager();

/** Shows a message at the lower right. An error stays until it is dismissed; the rest go after six seconds. */
export function showToast(message: ToastMessage): void {
  manager.add({
    title: message.title,
    description: message.hint,
    type: message.tone,
    priority: message.tone === "danger" ? "high" : "low",
    timeout: message.tone === "danger" ? 0 : 6000,
    data: { action: message.action },
  });
}

/** The place where `showToast` shows its messages; stands once, around the app. */
export function Toaster({ children }: { readonly children?: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-32px)] flex-col gap-2 outline-none">
          <Messages />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

const icons: Record<ToastTone, ReactNode> = {
  info: <Info aria-hidden className="size-4 text-info" />,
  ok: <CircleCheck aria-hidden className="size-4 text-ok" />,
  danger: <CircleAlert aria-hidden className="size-4 text-danger" />,
};

function Messages() {
  const { toasts } = Base.useToastManager<{ action?: ToastMessage["action"] }>();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className="rounded-lg border border-line bg-raised p-3 shadow-raised transition-opacity data-ending-style:opacity-0 data-limited:hidden"
    >
      <Base.Content className="flex items-start gap-2">
        <span className="mt-0.5">{icons[(toast.type as ToastTone | undefined) ?? "info"]}</span>
        <div className="min-w-0 flex-1">
          <Base.Title className="font-medium" />
          <Base.Description className="mt-0.5 text-muted" />
          {toast.data?.action ? (
            <Button
              size="small"
              className="mt-2"
              onClick={() => {
                toast.data?.action?.run();
                manager.close(toast.id);
              }}
            >
              {toast.data.action.label}
            </Button>
          ) : null}
        </div>
        <Base.Close aria-label="Dismiss" className="rounded p-0.5 text-muted hover:bg-hover">
          <X aria-hidden className="size-4" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
