import { createReadStream } from "node:fs";
import { join } from "node:path";
import { CodedError } from "@cellweave/engine/errors";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
import type { ServerConfig } from "../config.ts";

/** Addresses that the editor itself reads: the page is the same for all of them. */
const pages = ["/", "/n/*"] as const;

/** The document that outputs are shown in: it states what its scripts may do itself, and has no origin. */
const frameHeaders = {
  "content-security-policy": "sandbox allow-scripts; frame-ancestors 'self'",
  "x-frame-options": "SAMEORIGIN",
};

/** Serves the built editor: its files, which never change under one name, and its one page. */
export async function serveEditor(app: App, { editor }: ServerConfig): Promise<void> {
  const page = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (editor === null) throw notBuilt();
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8");
    return reply.send(createReadStream(join(editor, "index.html")));
  };
  for (const url of pages) app.get(url, { schema: { hide: true } }, page);
  if (editor === null) return;
  await app.register(fastifyStatic, {
    root: editor,
    prefix: "/",
    index: false,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders(reply, path) {
      const immutable = path.startsWith(join(editor, "assets"));
      reply.header("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
      if (path === join(editor, "output-frame.html")) reply.headers(frameHeaders);
    },
  });
}

function notBuilt(): CodedError {
  return new CodedError(
    "CW7015",
    "The editor has not been built.",
    "Run `npm start`, or `npm run build`, then reload.",
  );
}
