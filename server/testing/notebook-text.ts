/** A notebook as Jupyter writes it, its code cells called `c0`, `c1`, … */
export function notebookText(sources: readonly string[]): string {
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    execution_count: null,
    id: `c${index}`,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
