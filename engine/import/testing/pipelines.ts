/** A notebook of code cells; a cell that begins with a tag in brackets has it. */
export function notebook(...sources: readonly string[]): string {
  const cells = sources.map((text, index) => {
    const [, tag, rest = text] = /^\[([\w-]+)\]\n([\s\S]*)$/.exec(text) ?? [];
    const kind = rest.startsWith("#md ") ? "markdown" : "code";
    const source = kind === "markdown" ? rest.slice(4) : rest;
    const common = { cell_type: kind, id: `c${index}`, metadata: tag ? { tags: [tag] } : {}, source };
    return kind === "code" ? { ...common, execution_count: null, outputs: [] } : common;
  });
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

export interface ElyraNode {
  readonly id: string;
  readonly file?: string;
  readonly op?: string;
  readonly after?: readonly string[];
  readonly settings?: object;
  readonly label?: string;
}

/** The text of an Elyra pipeline, version 8, with these nodes. */
export function elyra(nodes: readonly ElyraNode[], properties: object = {}): string {
  const flow = {
    id: "primary",
    nodes: nodes.map(({ id, file, op = "execute-notebook-node", after = [], settings, label = id }) => ({
      id,
      type: "execution_node",
      op,
      app_data: {
        label,
        component_parameters: {
          ...(file ? { filename: file } : {}),
          env_vars: [],
          outputs: [],
          dependencies: [],
          ...settings,
        },
        ui_data: { label, description: "Run notebook file" },
      },
      inputs: [
        { id: "inPort", links: after.map((ref) => ({ id: `${ref}-${id}`, node_id_ref: ref, port_id_ref: "outPort" })) },
      ],
      outputs: [{ id: "outPort" }],
    })),
    app_data: {
      version: 8,
      ui_data: { comments: [{ id: "x", content: "Made by the team." }] },
      properties: { name: "Sales", ...properties },
    },
  };
  return JSON.stringify({ doc_type: "pipeline", version: "3.0", primary_pipeline: "primary", pipelines: [flow] });
}
