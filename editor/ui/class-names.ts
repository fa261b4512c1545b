/** Joins the class names that are there; the last argument is usually the caller's own. */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
