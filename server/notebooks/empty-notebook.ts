/** What a new notebook holds: one empty cell. */
export function emptyNotebook(cell: string): string {
  const notebook = {
    cells: [{ cell_type: "code", execution_count: null, id: cell, metadata: {}, outputs: [], source: [] }],
    metadata: {
      kernelspec: { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
