import { cwl } from "../cwl/cwl.ts";
import { eachTool, itemsTool } from "../cwl/tool.ts";
import { type ExportStep, exportSteps } from "../export-steps.ts";
import { defineExporter, type ExportFile } from "../exporter.ts";
import { identifier } from "../names.ts";

/** The CWL bundle with a StreamFlow file beside it: environments as deployments, placements as bindings. */
export const streamflow = defineExporter({
  title: "StreamFlow",
  description: "The CWL bundle with the places where its steps run.",
  scatters: true,
  render(input) {
    const bundle = cwl.render(input);
    const text = streamflowFile(exportSteps(input).steps);
    return {
      ...bundle,
      files: [...bundle.files.map(withoutImages), { path: "streamflow.yml", text }],
      command: "streamflow run streamflow.yml",
    };
  },
});

/** The deployments say which image a step runs in. Said by the tool too, its container would be started inside of that one. */
function withoutImages(file: ExportFile): ExportFile {
  if (file.path !== "workflow.cwl" || !("text" in file)) return file;
  const document = JSON.parse(file.text) as { $graph: { hints?: readonly { class: string }[] }[] };
  for (const tool of document.$graph) {
    const hints = tool.hints?.filter((hint) => hint.class !== "DockerRequirement");
    if (hints) tool.hints = hints;
  }
  return { ...file, text: `${JSON.stringify(document, null, 2)}\n` };
}

// StreamFlow runs one job of a deployment at a time unless it is told otherwise.
const jobsAtOnce = 8;

function streamflowFile(steps: readonly ExportStep[]): string {
  const images = [...new Set(steps.flatMap(({ wishes }) => wishes.image ?? []))];
  const deploymentOf = (image: string) => identifier(`docker_${image}`);
  const bindings = [
    binding("/", "local"),
    ...steps.flatMap((step) => {
      const { image } = step.wishes;
      const tools = step.scatter ? [itemsTool(step), eachTool(step), step.id] : [step.id];
      return image ? tools.map((tool) => binding(`/${tool}`, deploymentOf(image))) : [];
    }),
  ];
  return [
    "version: v1.0",
    "workflows:",
    "  main:",
    "    type: cwl",
    "    config:",
    "      file: workflow.cwl",
    "      settings: inputs.yml",
    "    bindings:",
    ...bindings,
    "deployments:",
    "  local:",
    "    type: local",
    "    config: {}",
    `    maxConcurrentJobs: ${jobsAtOnce}`,
    ...images.flatMap((image) => [
      `  ${deploymentOf(image)}:`,
      "    type: docker",
      "    config:",
      `      image: ${JSON.stringify(image)}`,
      // What an image does by itself may end at once; its steps are started in it one by one.
      `      command: ["sleep", "2147483647"]`,
      `    maxConcurrentJobs: ${jobsAtOnce}`,
    ]),
    "",
  ].join("\n");
}

function binding(step: string, deployment: string): string {
  return `      - step: ${step}\n        target:\n          deployment: ${deployment}`;
}
