import type { ExportFormatEntry, ExportReply, ToolVerdict } from "@cellweave/engine/model/wire";
import type { App } from "../app-type.ts";
import { reply } from "../schemas/replies.ts";
import { exportRequest } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

export async function exportRoutes(app: App, { exports }: Parts): Promise<void> {
  const tags = ["exports"];

  app.get(
    "/api/exports/formats",
    { schema: { tags, summary: "The formats that a flow can be exported to", response: reply("ExportFormats") } },
    async (): Promise<ExportFormatEntry[]> => exports.formats(),
  );

  app.post(
    "/api/exports",
    {
      schema: {
        tags,
        summary: "A notebook as files of a format: what to look at before they are downloaded",
        body: exportRequest,
        response: reply("Export"),
      },
    },
    async ({ body }): Promise<ExportReply> => exports.show(body),
  );

  app.post(
    "/api/exports/zip",
    {
      schema: {
        tags,
        summary: "The same files, whole, under one folder of a zip",
        produces: ["application/zip"],
        body: exportRequest,
      },
    },
    async ({ body }, answer) => {
      const { name, bytes } = await exports.zip(body);
      return answer
        .type("application/zip")
        .header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .send(bytes);
    },
  );

  app.post(
    "/api/exports/check",
    {
      schema: {
        tags,
        summary: "Has the format's own tool look at the files, where it is installed",
        body: exportRequest,
        response: reply("ToolVerdict"),
      },
    },
    async ({ body }): Promise<ToolVerdict> => exports.check(body),
  );
}
