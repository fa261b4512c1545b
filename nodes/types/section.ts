import { defineNode } from "../define-node.ts";

export const section = defineNode({
  type: "section",
  version: 1,
  title: "Section",
  description: "A heading: the cells below it stand in a frame of their own.",
  category: "Cells",
  icon: "heading",
  becomes: "markdown-cell",
  keywords: ["heading", "frame", "group", "chapter", "title"],
  inputs: [],
  outputs: [],
  settings: {
    title: { type: "string", title: "Title", default: "New section" },
    level: { type: "integer", title: "Level", default: 2, minimum: 1, maximum: 6, "x-level": "advanced" },
  },
  source: ({ title, level }) => `${"#".repeat(Number(level))} ${String(title)}`,
});
