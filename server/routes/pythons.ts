import { parseNotebook } from "@cellweave/engine/compile";
import type { PythonFound } from "@cellweave/engine/model/environment";
import type { App } from "../app-type.ts";
import { reply } from "../schemas/replies.ts";
import { ofNotebook } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

export async function pythonRoutes(app: App, { notebooks, pythons }: Parts): Promise<void> {
  app.get(
    "/api/pythons",
    {
      schema: {
        tags: ["runs"],
        summary: "The Pythons of this machine, the best for the notebook first",
        querystring: ofNotebook,
        response: reply("PythonsFound"),
      },
    },
    async ({ query }): Promise<readonly PythonFound[]> => {
      if (query.notebook === undefined) return pythons.find(null);
      const { text } = await notebooks.open(query.notebook);
      return pythons.find(parseNotebook(text).flow.kernel.name);
    },
  );
}
