import { importPipelineFile } from "@cellweave/engine";
import type { ImportReply, NotebookEntry } from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { listPipelines } from "../notebooks/list-notebooks.ts";
import { findPipeline, placePipeline } from "../notebooks/served-path.ts";
import { reply } from "../schemas/replies.ts";
import { importRequest } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

export async function importRoutes(app: App, { config, notebooks, loadParser }: Parts): Promise<void> {
  const tags = ["imports"];

  app.get(
    "/api/pipelines",
    {
      schema: {
        tags,
        summary: "Pipelines under the served folder that can be imported",
        response: reply("NotebookEntries"),
      },
    },
    async (): Promise<NotebookEntry[]> => listPipelines(config),
  );

  app.post(
    "/api/imports",
    {
      schema: {
        tags,
        summary: "Makes a notebook beside an Elyra or Ploomber pipeline, or of one that was dropped",
        body: importRequest,
        response: reply("Imported"),
      },
    },
    async ({ body: { path, text, files } }): Promise<ImportReply> => {
      const find = text === undefined ? findPipeline : placePipeline;
      const { file } = await find(config, path);
      const imported = await importPipelineFile(file, {
        parser: await loadParser(),
        within: config.directory,
        text,
        files,
      });
      const notebook = await notebooks.create({ path: path.replace(/\.\w+$/, ".ipynb"), text: imported.text });
      return { notebook, diagnostics: imported.diagnostics };
    },
  );
}
