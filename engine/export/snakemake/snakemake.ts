import { bundleOf, titleOf } from "../bundle/bundle.ts";
import { defineExporter } from "../exporter.ts";
import { snakefile } from "./snakefile.ts";

/** A folder that Snakemake runs: a rule a step, parameters in `config.yaml`. */
export const snakemake = defineExporter({
  title: "Snakemake",
  description: "A folder with a Snakefile: a rule a step, parameters in config.yaml.",
  render(input) {
    const bundle = bundleOf(input);
    const config = bundle.parameters.map(({ name, value }) => `${JSON.stringify(name)}: ${JSON.stringify(value)}\n`);
    return {
      files: [
        { path: "Snakefile", text: snakefile(titleOf(input), bundle) },
        ...(config.length > 0 ? [{ path: "config.yaml", text: config.join("") }] : []),
        ...bundle.files,
      ],
      diagnostics: bundle.diagnostics,
      command: "snakemake --cores all",
      validation: { command: ["snakemake", "--dry-run", "--cores", "1", "--quiet"], install: "pip install snakemake" },
    };
  },
});
