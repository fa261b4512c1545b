import { lazy, Suspense, useEffect, useState } from "react";

export type ToastTone = "info" | "ok" | "danger";

export interface ToastMessage {
  readonly tone: ToastTone;
  readonly title: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The way out of an error. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

let untold: ToastMessage[] = [];
let told = () => {};

/** Shows a message at the lower right. An error stays until it is dismissed; the rest go after six seconds. */
export function showToast(message: ToastMessage): void {
  untold.push(message);
  told();
}

/** The messages that are not shown yet; after this they are. */
function takeMessages(): readonly ToastMessage[] {
  const taken = untold;
  untold = [];
  return taken;
}

// Most visits end without a message, so what shows them comes with the first.
const ToastStack = lazy(() => import("./toast-stack.tsx").then((file) => ({ default: file.ToastStack })));

/** The place where `showToast` shows its messages; stands once, beside the app. */
export function Toaster() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    told = () => setCount((before) => before + 1);
    if (untold.length > 0) told();
    return () => {
      told = () => {};
    };
  }, []);
  return <Suspense fallback={null}>{count > 0 ? <ToastStack news={count} take={takeMessages} /> : null}</Suspense>;
}
