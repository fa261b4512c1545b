import type { Diagnostic } from "../../model/diagnostic.ts";
import { type Bundle, bundleOf, titleOf } from "../bundle/bundle.ts";
import { defineExporter } from "../exporter.ts";
import { identifier } from "../names.ts";
import { dagFile } from "./dag-file.ts";

/** A folder for Airflow's DAGs: a task a step, parameters as params of the DAG. */
export const airflow = defineExporter({
  title: "Airflow",
  description: "A folder for Airflow's DAGs: a task a step, parameters as params.",
  render(input) {
    const bundle = bundleOf(input);
    const name = identifier(input.name) || "notebook";
    return {
      files: [{ path: "dag.py", text: dagFile(name, titleOf(input), bundle) }, ...bundle.files],
      diagnostics: [...bundle.diagnostics, ...imagesNotUsed(bundle)],
      command: `AIRFLOW__CORE__DAGS_FOLDER="$PWD" airflow dags test ${name}`,
      validation: { command: ["python3", "dag.py"], install: "pip install apache-airflow" },
    };
  },
});

function imagesNotUsed({ steps }: Bundle): Diagnostic[] {
  return steps
    .filter(({ wishes }) => wishes.image !== undefined)
    .map(({ id, wishes, cells }) => ({
      code: "CW3907",
      severity: "warning",
      cell: cells[0]?.cell.id ?? null,
      message: `Step \`${id}\` asks for the image \`${wishes.image}\`, which Airflow's workers do not start.`,
      hint: "Install what the image has where the workers run, or export to a format that knows images.",
      range: null,
    }));
}
