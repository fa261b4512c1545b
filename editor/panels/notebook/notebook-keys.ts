/** The keys of the notebook view, as JupyterLab has them; letters work when no code has the caret. */
export const notebookKeys = [
  { title: "Run and go to the next cell", keys: ["Shift+Enter"] },
  { title: "Run and stay", keys: ["Ctrl+Enter"] },
  { title: "Run and add a cell below", keys: ["Alt+Enter"] },
  { title: "Edit the cell", keys: ["Enter"] },
  { title: "Leave the code", keys: ["Escape"] },
  { title: "Cell above, cell below", keys: ["K", "J"] },
  { title: "Add above, add below", keys: ["A", "B"] },
  { title: "Delete the cell", keys: ["D D"] },
  { title: "Cut, copy, paste below", keys: ["X", "C", "V"] },
  { title: "Undo", keys: ["Z"] },
  { title: "Make it text, make it code", keys: ["M", "Y"] },
] as const;
