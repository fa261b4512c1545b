import type { NotebookVerification, Verification } from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { reply } from "../schemas/replies.ts";
import { ofOneNotebook, runId, verifyRequest } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

export async function verificationRoutes(app: App, { verifications }: Parts): Promise<void> {
  const tags = ["verifications"];

  app.post(
    "/api/verifications",
    {
      schema: {
        tags,
        summary: "Runs a notebook in order and as a flow, and compares; gives the one that goes on, if one does",
        body: verifyRequest,
        response: reply("Verification"),
      },
    },
    async ({ body }): Promise<Verification> => verifications.start(body),
  );

  app.get(
    "/api/verifications",
    {
      schema: {
        tags,
        summary: "What goes on for a notebook, and its seal",
        querystring: ofOneNotebook,
        response: reply("NotebookVerification"),
      },
    },
    async ({ query }): Promise<NotebookVerification> => verifications.of(query.notebook),
  );

  app.post(
    "/api/verifications/:id/cancel",
    { schema: { tags, summary: "Stops a verification", params: runId, response: reply("Verification") } },
    async ({ params }): Promise<Verification> => verifications.cancel(params.id),
  );
}
