import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

/** The theme that the page shows now, as its root element states it. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, shownTheme);
}

export function shownTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

function listen(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
