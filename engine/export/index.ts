import { airflow } from "./airflow/airflow.ts";
import { argo } from "./argo/argo.ts";
import { cwl } from "./cwl/cwl.ts";
import type { Exporter } from "./exporter.ts";
import { notebook } from "./notebook/notebook.ts";
import { python } from "./python/python.ts";
import { snakemake } from "./snakemake/snakemake.ts";
import { streamflow } from "./streamflow/streamflow.ts";

/** Every format a flow can be exported to, by the name that `--to` takes. */
export const exporters = { python, notebook, cwl, streamflow, snakemake, argo, airflow } satisfies Record<
  string,
  Exporter
>;

export type ExportFormat = keyof typeof exporters;
