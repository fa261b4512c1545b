import { defineNode } from "../define-node.ts";

export const parameters = defineNode({
  type: "parameters",
  version: 1,
  title: "Parameters",
  description: "Values that a run can be given from outside, as papermill does.",
  category: "Cells",
  icon: "sliders",
  becomes: "code-cell",
  keywords: ["papermill", "input", "arguments", "settings"],
  inputs: [],
  outputs: [],
  settings: {},
  source: () => "# Values that a run may replace\nrounds = 10\n",
});
