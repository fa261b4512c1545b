import type { RunDetail, RunEventPage, RunSummary } from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { reply } from "../schemas/replies.ts";
import { afterNumber, ofNotebook, runId, runRequest } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

export async function runRoutes(app: App, { runs }: Parts): Promise<void> {
  const tags = ["runs"];

  app.post(
    "/api/runs",
    { schema: { tags, summary: "Starts a run", body: runRequest, response: reply("RunSummary") } },
    async ({ body }): Promise<RunSummary> => runs.start(body),
  );

  app.get(
    "/api/runs",
    { schema: { tags, summary: "Runs, the latest first", querystring: ofNotebook, response: reply("RunSummaries") } },
    async ({ query }): Promise<RunSummary[]> => runs.list(query.notebook ?? null),
  );

  app.get(
    "/api/runs/:id",
    { schema: { tags, summary: "A run as it now stands", params: runId, response: reply("RunDetail") } },
    async ({ params }): Promise<RunDetail> => runs.detail(params.id),
  );

  app.post(
    "/api/runs/:id/cancel",
    { schema: { tags, summary: "Stops a run", params: runId, response: reply("RunSummary") } },
    async ({ params }): Promise<RunSummary> => runs.cancel(params.id),
  );

  app.get(
    "/api/runs/:id/events",
    {
      schema: {
        tags,
        summary: "What was told of a run, a page at a time",
        params: runId,
        querystring: afterNumber,
        response: reply("RunEventPage"),
      },
    },
    async ({ params, query }): Promise<RunEventPage> => runs.events(params.id, Number(query.after ?? 0)),
  );
}
