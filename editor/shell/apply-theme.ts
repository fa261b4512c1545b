import type { SessionStore, Theme } from "../session/session.ts";

/** Shows the theme that the session asks for, from now on; the result stops it. */
export function applyTheme(session: SessionStore, root: HTMLElement, dark: MediaQueryList): () => void {
  const show = () => {
    root.dataset.theme = shownTheme(session.getState().theme, dark.matches);
  };
  show();
  const stop = session.subscribe(show);
  dark.addEventListener("change", show);
  return () => {
    stop();
    dark.removeEventListener("change", show);
  };
}

export function shownTheme(theme: Theme, systemIsDark: boolean): "light" | "dark" {
  return theme === "system" ? (systemIsDark ? "dark" : "light") : theme;
}
