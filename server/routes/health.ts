import type { App } from "../app-type.ts";
import { reply } from "../schemas/replies.ts";
import type { Parts } from "./parts.ts";

export async function healthRoutes(app: App, { config, hub }: Parts): Promise<void> {
  const tags = ["server"];

  app.get(
    "/api/health",
    { schema: { tags, summary: "Whether the server is there", response: reply("Health") } },
    async () => ({
      ok: true,
    }),
  );

  app.get(
    "/api/version",
    { schema: { tags, summary: "What serves which folder", response: reply("Version") } },
    async () => ({
      name: "cellweave",
      version: config.version,
      node: process.version,
      directory: config.directory,
      server: hub.server,
    }),
  );
}
