import type { ExportFormatEntry, ExportReply, ExportRequest, ToolVerdict } from "@cellweave/engine/model/wire";
import type { SettingSchema } from "@cellweave/nodes/define-node";
import { call, fetchBlob } from "./call.ts";

export interface ExportFormat extends ExportFormatEntry {
  readonly settings: { readonly [name: string]: SettingSchema };
}

export function listExportFormats(): Promise<readonly ExportFormat[]> {
  return call("GET", "/exports/formats");
}

/** The notebook as files of a format. */
export function exportNotebook(request: ExportRequest): Promise<ExportReply> {
  return call("POST", "/exports", request);
}

/** The same files in one zip. */
export function zipExport(request: ExportRequest): Promise<Blob> {
  return fetchBlob("POST", "/exports/zip", request);
}

/** What the format's own tool says of the files. */
export function checkExport(request: ExportRequest): Promise<ToolVerdict> {
  return call("POST", "/exports/check", request);
}
