import type {
  NotebookEntry,
  NotebookFile,
  NotebookFolder,
  RecentNotebook,
  SaveReply,
} from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { entryOf, listFolder, listNotebooks } from "../notebooks/list-notebooks.ts";
import { saveRequest } from "../schemas/edits.ts";
import { reply } from "../schemas/replies.ts";
import { newNotebook, notebookPath, ofFolder } from "../schemas/requests.ts";
import { noteOpened, recentlyOpened } from "../store/recent-notebooks.ts";
import type { Parts } from "./parts.ts";

export async function notebookRoutes(app: App, { config, store, notebooks }: Parts): Promise<void> {
  const tags = ["notebooks"];
  const { directory } = config;

  app.get(
    "/api/notebooks",
    { schema: { tags, summary: "The notebooks under the served folder", response: reply("NotebookEntries") } },
    async (): Promise<NotebookEntry[]> => listNotebooks(config),
  );

  app.get(
    "/api/tree",
    {
      schema: {
        tags,
        summary: "One folder: its notebooks and folders",
        querystring: ofFolder,
        response: reply("NotebookFolder"),
      },
    },
    async ({ query }): Promise<NotebookFolder> => listFolder(config, query.path ?? ""),
  );

  app.get(
    "/api/recent",
    { schema: { tags, summary: "Notebooks opened here, the last first", response: reply("RecentNotebooks") } },
    async (): Promise<RecentNotebook[]> => {
      const opened = await recentlyOpened(store, directory);
      const entries = opened.map(({ path, openedAt }) =>
        entryOf(config, path).then(
          (entry) => ({ ...entry, openedAt }),
          () => null,
        ),
      );
      return (await Promise.all(entries)).filter((entry) => entry !== null);
    },
  );

  app.get(
    "/api/notebooks/*",
    {
      schema: { tags, summary: "A notebook's text and version", params: notebookPath, response: reply("NotebookFile") },
    },
    async ({ params }): Promise<NotebookFile> => {
      const opened = await notebooks.open(params["*"]);
      await noteOpened(store, directory, opened.path, Date.now());
      return opened;
    },
  );

  app.patch(
    "/api/notebooks/*",
    {
      schema: {
        tags,
        summary: "Writes edits into the file as it now is; 409 with both sides where it no longer fits them",
        params: notebookPath,
        body: saveRequest,
        response: { ...reply("Saved"), 409: { anyOf: [{ $ref: "Conflicts#" }, { $ref: "ErrorReply#" }] } },
      },
    },
    async ({ params, body }, answer): Promise<SaveReply> => {
      const saved = await notebooks.save(params["*"], body);
      if (!saved.saved) answer.code(409);
      return saved;
    },
  );

  app.post(
    "/api/notebooks",
    {
      schema: {
        tags,
        summary: "A new notebook, or one that was dropped; a taken name becomes “name (2).ipynb”",
        body: newNotebook,
        response: reply("NotebookFile"),
      },
    },
    async ({ body }): Promise<NotebookFile> => {
      const made = await notebooks.create(body);
      await noteOpened(store, directory, made.path, Date.now());
      return made;
    },
  );
}
