import { defineNode } from "../define-node.ts";

export const environment = defineNode({
  type: "environment",
  version: 1,
  title: "Local Python",
  description: "Runs the cells that it is placed on with a Python of this machine.",
  category: "Environments",
  icon: "cpu",
  becomes: "placement",
  keywords: ["venv", "conda", "interpreter", "kernel"],
  inputs: [],
  outputs: [],
  settings: {
    python: { type: "string", title: "Python", description: "Path of the interpreter; empty for the notebook's own." },
  },
  source: () => "",
});
