import { type DocumentStore, isDirty } from "../document/document.ts";

/** Lets the browser ask before the page is left with changes that are not in the file. */
export function warnUnsaved(documents: DocumentStore, page: Window): void {
  page.addEventListener("beforeunload", (event) => {
    if (isDirty(documents.getState())) event.preventDefault();
  });
}
