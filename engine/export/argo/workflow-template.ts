import type { JsonObject } from "../../model/notebook.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { CodeMap, CodeMaps } from "./config-maps.ts";
import { untagged } from "./escape.ts";
import { artifactOf, stepTemplate, templateName } from "./step-template.ts";
import { parameterOf } from "./workflow-parameters.ts";

/** The whole flow: the parameters, a DAG of its steps with what goes from one to the other, and a template a step. */
export function workflowTemplate(name: string, title: string, bundle: Bundle, maps: CodeMaps): JsonObject {
  const { steps, parameters } = bundle;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "WorkflowTemplate",
    metadata: { name, annotations: { "workflows.argoproj.io/title": untagged(title) } },
    spec: {
      entrypoint: "main",
      ...(parameters.length === 0 ? {} : { arguments: { parameters: parameters.map(parameterOf) } }),
      podGC: { strategy: "OnWorkflowSuccess" },
      volumes: volumes(maps),
      templates: [mainTemplate(bundle), ...steps.map((step) => stepTemplate(step, bundle, maps))],
    },
  } as unknown as JsonObject;
}

function volumes({ support, data, steps }: CodeMaps): JsonObject[] {
  const maps = [support, ...new Set(steps.values()), ...(data === null ? [] : [data])];
  return maps.map(({ name }: CodeMap) => ({ name, configMap: { name } }));
}

function mainTemplate({ steps, results, ports }: Bundle): JsonObject {
  const from = (step: string, artifact: string) => `{{tasks.${templateName(step)}.outputs.artifacts.${artifact}}}`;
  return {
    name: "main",
    ...(results.length === 0
      ? {}
      : {
          outputs: {
            artifacts: results.map((result) => ({
              name: ports.variable(result.name),
              from: from(result.from, ports.variable(result.name)),
            })),
          },
        }),
    dag: {
      tasks: steps.map((step) => {
        const files = step.reads.flatMap((read) => (read.from === null ? [] : [{ path: read.path, from: read.from }]));
        const artifacts = [
          ...step.takes.map((take) => ({
            name: artifactOf(step, take, ports),
            from: from(take.from, ports.variable(take.name)),
          })),
          ...files.map((file) => ({
            name: ports.file(file.path),
            from: from(file.from, `written_${ports.file(file.path)}`),
            optional: true,
          })),
        ];
        const needs = new Set([...step.takes, ...files].map((source) => source.from).concat(step.after));
        return {
          name: templateName(step.id),
          template: templateName(step.id),
          ...(needs.size === 0 ? {} : { dependencies: [...needs].map(templateName) }),
          ...(artifacts.length === 0 ? {} : { arguments: { artifacts } }),
        };
      }),
    },
  } as unknown as JsonObject;
}
