import { splitLines } from "@cellweave/engine/model/notebook";

type Output = { readonly output_type: string; readonly [member: string]: unknown };

export interface CellText {
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly outputs?: readonly Output[];
  readonly tags?: readonly string[];
}

export const markdown = (source: string): CellText => ({ kind: "markdown", source });

/** The text of a notebook as Jupyter writes it: cells by id, in order; a plain string is a code cell. */
export function notebookText(cells: { readonly [id: string]: string | CellText }): string {
  const notebook = {
    cells: Object.entries(cells).map(([id, cell]) =>
      jupyterCell(id, typeof cell === "string" ? { kind: "code", source: cell } : cell),
    ),
    metadata: {
      kernelspec: { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function jupyterCell(id: string, { kind, source, outputs = [], tags }: CellText) {
  const shared = { cell_type: kind, id, metadata: tags ? { tags } : {}, source: splitLines(source) };
  if (kind !== "code") return shared;
  const { cell_type, metadata } = shared;
  return { cell_type, execution_count: null, id, metadata, outputs, source: shared.source };
}

/** A notebook of so many cells with headings, branches and joins, as long analyses have them. */
export function longNotebook(count: number): string {
  const cells: { [id: string]: string | CellText } = {};
  for (let index = 0; index < count; index++) {
    if (index % 20 === 0) cells[`cell-${index}`] = markdown(`## Part ${index / 20 + 1}\n\nWhat this part is about.`);
    else cells[`cell-${index}`] = codeOf(index);
  }
  return notebookText(cells);
}

function codeOf(index: number): string {
  const before = index % 20 === 1 ? "0" : `value_${index - 1}`;
  const other = index > 40 && index % 7 === 0 ? ` + value_${index - 20 - (index % 20 === 0 ? 1 : 0)}` : "";
  return `# Step ${index}\nvalue_${index} = ${before}${index % 20 > 1 ? other : ""} + ${index}\nsummary_${index} = [value_${index}] * 3\nsummary_${index}`;
}
