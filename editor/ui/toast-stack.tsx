import { Toast as Base } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Button } from "./button.tsx";
import type { ToastMessage, ToastTone } from "./toast.tsx";

const manager = Base.createToastManager();

/** Messages that come and go at the lower right. A change of `news` says that there are more to take. */
export function ToastStack({ news, take }: { readonly news: number; readonly take: () => readonly ToastMessage[] }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` is what says that there is something to take.
  useEffect(() => {
    for (const message of take()) add(message);
  }, [news, take]);
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-32px)] flex-col gap-2 outline-none">
          <Messages />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function add({ tone, title, hint, action }: ToastMessage): void {
  manager.add({
    title,
    description: hint,
    type: tone,
    priority: tone === "danger" ? "high" : "low",
    timeout: tone === "danger" ? 0 : 6000,
    data: { action },
  });
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
