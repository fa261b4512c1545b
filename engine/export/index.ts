import { cwl } from "./cwl/cwl.ts";
import type { Exporter } from "./exporter.ts";

/** Every format a flow can be exported to, by the name that `--to` takes. */
export const exporters = { cwl } satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exporters;
