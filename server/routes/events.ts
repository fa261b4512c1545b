import type { App } from "../app-type.ts";
import { securityHeaders } from "../plugins/security-headers.ts";
import { afterEvent } from "../schemas/requests.ts";
import type { Parts } from "./parts.ts";

const streamHeaders = {
  ...securityHeaders,
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

export async function eventRoutes(app: App, { hub, pythons }: Parts): Promise<void> {
  app.get(
    "/api/events",
    {
      schema: {
        tags: ["events"],
        summary: "All that happens, as server-sent events; `Last-Event-ID` or `after` replays what was missed",
        querystring: afterEvent,
      },
    },
    (request, reply) => {
      const last = request.headers["last-event-id"];
      const after = typeof last === "string" && last !== "" ? last : (request.query.after ?? null);
      const stream = reply.hijack().raw;
      // A batch is worth a packet of its own: it is already 16 ms old.
      request.raw.socket.setNoDelay(true);
      stream.writeHead(200, streamHeaders);
      stream.write("retry: 1000\n\n");
      const leave = hub.join(stream, after, { topic: "hello", server: hub.server, pythons: pythons.known() });
      stream.on("close", leave);
    },
  );
}
