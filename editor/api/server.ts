import { openEventStream } from "./event-stream.ts";
import { checkExport, exportNotebook, listExportFormats, zipExport } from "./exports.ts";
import { listPythons, listRecent, listSamples, openSample } from "./library.ts";
import {
  createNotebook,
  importPipeline,
  listNotebooks,
  listPipelines,
  readFolder,
  readNotebook,
  saveNotebook,
} from "./notebooks.ts";
import { cancelRun, listRuns, readRun, startRun } from "./runs.ts";
import { cancelVerification, readVerification, startVerification } from "./verifications.ts";

/** All that the page asks of the server. */
export const server = {
  listNotebooks,
  readFolder,
  readNotebook,
  saveNotebook,
  createNotebook,
  listPipelines,
  importPipeline,
  listSamples,
  openSample,
  listRecent,
  listPythons,
  startRun,
  listRuns,
  readRun,
  cancelRun,
  startVerification,
  readVerification,
  cancelVerification,
  listExportFormats,
  exportNotebook,
  zipExport,
  checkExport,
  openEventStream,
};

export type Server = typeof server;
