import { defineNode } from "../define-node.ts";

export const codeCell = defineNode({
  type: "cell",
  version: 1,
  title: "Code",
  description: "Python code. Its edges are found from the names that it uses.",
  category: "Cells",
  icon: "code",
  becomes: "code-cell",
  keywords: ["python", "script", "cell"],
  inputs: [],
  outputs: [],
  settings: {},
  source: () => "",
});
