import { exportSteps } from "../export-steps.ts";
import { defineExporter } from "../exporter.ts";
import { parameterCell, parametersOf } from "../parameters.ts";
import { unscattered } from "../scatters.ts";
import { stepFile } from "../step-file.ts";
import { conditionsOf } from "./conditions.ts";
import { inputsFile } from "./inputs-file.ts";
import { portsOf } from "./ports.ts";
import { toolsOf } from "./tool.ts";
import { workflowOf } from "./workflow.ts";

/** A bundle that any engine of CWL v1.2 runs: a tool a step, a file a variable. */
export const cwl = defineExporter({
  title: "CWL",
  description: "A folder that cwltool, toil and StreamFlow run without Cellweave.",
  scatters: true,
  render(input) {
    const { steps, results, diagnostics } = exportSteps(input);
    const parameters = parametersOf(input.apart.flow, input.parser);
    const parametersIn = parameterCell(input.apart.flow);
    const ports = portsOf(steps);
    const facts = input.apart.graph.cells;
    const conditions = conditionsOf({ steps, facts, parameters, parametersIn, parser: input.parser });
    const graph = [
      ...steps.flatMap((step) => toolsOf(step, steps, ports, parameters, parametersIn, conditions)),
      workflowOf(input.name, steps, results, ports, parameters, parametersIn, conditions),
    ];
    const extensions = steps.some(({ wishes }) => wishes.gpus)
      ? { $namespaces: { cwltool: "http://commonwl.org/cwltool#" } }
      : {};
    const document = { cwlVersion: "v1.2", ...extensions, $graph: graph };
    const data = [...new Set(steps.flatMap((step) => step.reads.flatMap(({ path, from }) => (from ? [] : [path]))))];
    return {
      files: [
        { path: "workflow.cwl", text: `${JSON.stringify(document, null, 2)}\n` },
        {
          path: "inputs.yml",
          text: inputsFile(data, parameters, ports, steps),
        },
        ...steps.map((step) => ({ path: `steps/${step.id}.py`, text: stepFile(step, input.name, parametersIn) })),
        { path: "harness.py", text: input.support["harness.py"] ?? "" },
        { path: "runner.pyz", runner: true as const },
        ...data.map((path) => ({ path: `data/${ports.file(path)}`, from: path })),
      ],
      diagnostics: [...diagnostics, ...unscattered(input.plan, input.apart.flow)],
      command: "cwltool --parallel --outdir results workflow.cwl inputs.yml",
      validation: { command: ["cwltool", "--validate", "workflow.cwl"], install: "pip install cwltool" },
    };
  },
});
