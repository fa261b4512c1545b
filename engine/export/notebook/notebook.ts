import type { FlowCell } from "../../model/flow.ts";
import { type Json, type JsonObject, splitLines } from "../../model/notebook.ts";
import { defineExporter } from "../exporter.ts";
import { usesPackage } from "../package-note.ts";

/** The notebook as plain Jupyter and papermill take it, without anything of ours in it. */
export const notebook = defineExporter({
  title: "Notebook",
  description: "A clean .ipynb for plain Jupyter and papermill, without Cellweave's metadata.",
  settings: {
    outputs: {
      type: "boolean",
      title: "Keep outputs",
      description: "What the cells showed last stays in the notebook.",
      default: true,
    },
  },
  render({ name, flow, apart, options }) {
    const outputs = options?.outputs !== false;
    const { cellweave: _ours, ...stored } = flow.metadata;
    const metadata = withKernel(stored, flow.kernel.language);
    const document = {
      cells: flow.cells.map((cell) => cellOf(cell, outputs)),
      metadata,
      nbformat: 4,
      nbformat_minor: Math.max(5, flow.nbformatMinor),
    };
    return {
      files: [{ path: `${name}.ipynb`, text: `${JSON.stringify(document, null, 1)}\n` }],
      diagnostics: usesPackage(apart.graph),
      command: `jupyter lab ${quoted(`${name}.ipynb`)}`,
      validation: {
        command: [
          "python3",
          "-c",
          "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], 4))",
          `${name}.ipynb`,
        ],
        install: "pip install nbformat",
      },
    };
  },
});

/** Papermill asks for a kernel and its language; notebooks of other programs may state neither. */
function withKernel(metadata: JsonObject, language: string): JsonObject {
  const { kernelspec = {}, language_info = {} } = metadata as { kernelspec?: JsonObject; language_info?: JsonObject };
  return {
    ...metadata,
    kernelspec: { display_name: "Python 3 (ipykernel)", name: "python3", language, ...kernelspec },
    language_info: { name: language, ...language_info },
  };
}

function cellOf(cell: FlowCell, outputs: boolean): JsonObject {
  const { cellweave: _ours, ...metadata } = cell.metadata;
  const common = { cell_type: cell.kind, id: cell.id, metadata, source: splitLines(cell.source) };
  if (cell.kind !== "code")
    return { ...common, ...(cell.attachments ? { attachments: cell.attachments } : {}) } as JsonObject;
  if (!outputs) return { ...common, execution_count: null, outputs: [] };
  return { ...common, execution_count: cell.executionCount, outputs: cell.outputs as unknown as Json } as JsonObject;
}

const quoted = (text: string) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
