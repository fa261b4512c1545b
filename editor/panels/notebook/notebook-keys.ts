/** The keys of the notebook view, as JupyterLab has them; letters work when no code has the caret. */
export const notebookKeys = [
  { title: "Run and go to the next cell", keys: ["Shift+Enter"] },
  { title: "Run and stay", keys: ["Ctrl+Enter"] },
  { title: "Run and add a cell below", keys: ["Alt+Enter"] },
  { title: "Edit the cell", keys: ["Enter"] },
  { title: "Leave the code", keys: ["Escape"] },
  { title: "Cell above", keys: ["K", "ArrowUp"] },
  { title: "Cell below", keys: ["J", "ArrowDown"] },
  { title: "Delete the cell", keys: ["D D"] },
  { title: "Cut", keys: ["X"] },
  { title: "Copy", keys: ["C"] },
  { title: "Paste below", keys: ["V"] },
  { title: "Undo", keys: ["Z"] },
] as const;
