import { context } from "../actions/context.ts";
import { CellEditor } from "../cell-editor/cell-editor.tsx";
import { editSource } from "../document/commands/edit-source.ts";
import { execute } from "../document/document.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useCell } from "../hooks/use-document.ts";
import type { EditorSlotProps } from "../panels/inspector.tsx";

/** The code editor of a cell, joined to the document. Panels get it handed in, since they do not know the editor. */
export function CellEditorSlot({ cell: id, autoFocus = false, ...rest }: EditorSlotProps) {
  const cell = useCell(id);
  const diagnostics = useAnalysis((state) => state.diagnostics);
  if (!cell) return null;
  return (
    <CellEditor
      key={id}
      cell={id}
      kind={cell.kind}
      source={cell.source}
      diagnostics={diagnostics.filter((diagnostic) => diagnostic.cell === id)}
      onChange={(source) => execute(context.documents, editSource, { cell: id, source })}
      onCaret={(offset) => context.session.setState({ caret: { cell: id, offset } })}
      onFocusChange={(focused) => {
        if (!focused && autoFocus && context.session.getState().editing === id)
          context.session.setState({ editing: null });
      }}
      autoFocus={autoFocus}
      {...rest}
    />
  );
}
