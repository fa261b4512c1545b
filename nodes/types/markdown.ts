import { defineNode } from "../define-node.ts";

export const markdownCell = defineNode({
  type: "markdown",
  version: 1,
  title: "Text",
  description: "A note in Markdown, beside the code it is about.",
  category: "Cells",
  icon: "text",
  becomes: "markdown-cell",
  keywords: ["markdown", "note", "comment", "documentation"],
  inputs: [],
  outputs: [],
  settings: {},
  source: () => "",
});
