import type { SessionStore, Theme } from "../session/session.ts";

/** Shows the theme that the session asks for, from now on; the result stops it. */
export function applyTheme(session: SessionStore, root: HTMLElement, dark: MediaQueryList): () => void {
  const show = () => {
    const shown = shownTheme(session.getState().theme, dark.matches);
    // To set it again would make whoever watches it, such as the code editor, colour everything anew.
    if (root.dataset.theme !== shown) root.dataset.theme = shown;
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
