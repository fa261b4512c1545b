import { select } from "../session/changes.ts";
import type { ActionContext } from "./action.ts";

/** Takes cells that are gone, by whatever way, out of the selection; the result stops it. */
export function watchSelection({ documents, session }: ActionContext): () => void {
  return documents.subscribe(({ content }, before) => {
    if (content.order === before.content.order) return;
    const { selected, editing, hovered } = session.getState();
    select(
      session,
      selected.filter((id) => content.cells[id]),
    );
    if (editing !== null && !content.cells[editing]) session.setState({ editing: null });
    if (hovered !== null && !content.cells[hovered]) session.setState({ hovered: null });
  });
}
