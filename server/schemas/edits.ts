const text = { type: "string" } as const;
const cell = { type: "string", minLength: 1, maxLength: 256 } as const;
const anchor = { type: ["string", "null"] } as const;
const kind = { type: "string", enum: ["code", "markdown", "raw"] } as const;
const json = { title: "Json" } as const;
const object = { title: "JsonObject", type: "object" } as const;
const outputs = {
  type: "array",
  items: { title: "Output", type: "object", required: ["output_type"] },
} as const;
const executionCount = { type: ["integer", "null"] } as const;

const newCell = {
  type: "object",
  required: ["id", "kind", "source", "metadata", "outputs", "executionCount"],
  properties: { id: cell, kind, source: text, metadata: object, outputs, executionCount, attachments: object },
  additionalProperties: false,
} as const;

/** `NotebookEdit` of the model. A left-out `value` takes the member out: JSON has no undefined. */
export const notebookEdit = {
  type: "object",
  required: ["edit"],
  discriminator: { propertyName: "edit" },
  oneOf: [
    {
      type: "object",
      required: ["edit", "cell", "source", "was"],
      properties: { edit: { const: "source" }, cell, source: text, was: text },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "kind", "was"],
      properties: { edit: { const: "kind" }, cell, kind, was: kind },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "after"],
      properties: { edit: { const: "insert" }, cell: newCell, after: anchor },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "was"],
      properties: { edit: { const: "delete" }, cell, was: text },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "after"],
      properties: { edit: { const: "move" }, cell, after: anchor },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "key"],
      properties: { edit: { const: "cell-metadata" }, cell, key: text, value: json },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "key"],
      properties: { edit: { const: "metadata" }, key: text, value: json },
      additionalProperties: false,
    },
    {
      type: "object",
      required: ["edit", "cell", "outputs", "executionCount"],
      properties: { edit: { const: "outputs" }, cell, outputs, executionCount },
      additionalProperties: false,
    },
  ],
} as const;

export const saveRequest = {
  type: "object",
  required: ["version", "edits"],
  properties: { version: { type: "string" }, edits: { type: "array", items: notebookEdit } },
  additionalProperties: false,
} as const;
