import { stringify } from "yaml";
import { bundleOf, titleOf } from "../bundle/bundle.ts";
import { defineExporter } from "../exporter.ts";
import { identifier } from "../names.ts";
import { codeMaps, kustomization } from "./config-maps.ts";
import { argoNotes } from "./notes.ts";
import { workflowTemplate } from "./workflow-template.ts";

// Argo reads YAML 1.1, in which a bare `on` or `no` is true or false.
const yaml = { version: "1.1", defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 } as const;

/** A WorkflowTemplate with the ConfigMaps of its code, which `kubectl apply -k` installs: a pod a step, an artifact a value. */
export const argo = defineExporter({
  title: "Argo Workflows",
  description: "A WorkflowTemplate and its code for Kubernetes: a pod a step, an artifact a value.",
  render(input) {
    const bundle = bundleOf(input);
    const name = identifier(input.name).replaceAll("_", "-").slice(0, 50).replace(/-$/, "") || "notebook";
    const maps = codeMaps(name, bundle);
    const text = stringify(workflowTemplate(name, titleOf(input), bundle, maps), {
      ...yaml,
      aliasDuplicateObjects: false,
    });
    return {
      files: [
        { path: "workflow.yaml", text },
        { path: "kustomization.yaml", text: stringify(kustomization(maps), yaml) },
        ...bundle.files,
      ],
      diagnostics: [...bundle.diagnostics, ...argoNotes(bundle, text.length)],
      command: `kubectl apply -k . && argo submit --watch --from workflowtemplate/${name}`,
      validation: {
        command: ["argo", "lint", "--offline", "workflow.yaml"],
        install: "the argo command, https://github.com/argoproj/argo-workflows/releases",
      },
    };
  },
});
