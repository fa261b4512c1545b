/** The access token that the page was opened with; null when the browser's cookie carries it. */
export const token: string | null = takeToken();

/** The server's address of a path. The page comes from the same server. */
export function address(path: string): string {
  return `/api${path}`;
}

/** Takes the token out of the address bar, so that it is neither bookmarked nor shared by accident. */
function takeToken(): string | null {
  if (typeof location === "undefined") return null;
  const url = new URL(location.href);
  const given = url.searchParams.get("token");
  if (given !== null) {
    url.searchParams.delete("token");
    history.replaceState(history.state, "", url);
    sessionStorage.setItem("cellweave.token", given);
  }
  return given ?? sessionStorage.getItem("cellweave.token");
}
