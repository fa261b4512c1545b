import type { NotebookFile, Sample } from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { entryOf } from "../notebooks/list-notebooks.ts";
import { listSamples, readSample } from "../notebooks/samples.ts";
import { reply } from "../schemas/replies.ts";
import { sampleName } from "../schemas/requests.ts";
import { noteOpened } from "../store/recent-notebooks.ts";
import type { Parts } from "./parts.ts";

export async function sampleRoutes(app: App, { config, store, notebooks }: Parts): Promise<void> {
  const tags = ["samples"];

  app.get(
    "/api/samples",
    { schema: { tags, summary: "Notebooks that come with Cellweave", response: reply("Samples") } },
    async (): Promise<Sample[]> => listSamples(config.examples),
  );

  app.post(
    "/api/samples/:name/open",
    {
      schema: {
        tags,
        summary: "Opens the sample's copy in the served folder, made where it is not there",
        params: sampleName,
        response: reply("NotebookFile"),
      },
    },
    async ({ params }): Promise<NotebookFile> => {
      const text = await readSample(config.examples, params.name);
      const path = `${params.name}.ipynb`;
      const there = await entryOf(config, path).catch(() => null);
      const opened = there ? await notebooks.open(path) : await notebooks.create({ path, text });
      await noteOpened(store, config.directory, opened.path, Date.now());
      return opened;
    },
  );
}
