import { createHmac, timingSafeEqual } from "node:crypto";
import { CodedError } from "@cellweave/engine/errors";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
import type { ServerConfig } from "../config.ts";
import { cookieOf } from "./cookie.ts";
import { signInPage } from "./sign-in-page.ts";

/** Answers whether the server is there, and nothing else. */
const open = new Set(["/api/health"]);

/**
 * Lets only the person with the token in, as Jupyter does: `?token=` once, which sets a cookie and goes on to the same
 * address without it, or the header `Authorization: token …` (or `Bearer …`).
 */
export function requireToken(app: App, { token }: ServerConfig): void {
  // Two servers on one machine share a cookie jar, so each has a cookie of its own name; the token itself is not in it.
  const session = createHmac("sha256", token).update("cellweave session").digest("base64url");
  const cookie = `cellweave-${createHmac("sha256", token).update("cellweave cookie").digest("hex").slice(0, 12)}`;

  app.addHook("onRequest", async (request, reply) => {
    const url = new URL(request.url, "http://localhost");
    if (open.has(url.pathname)) return;
    const given = url.searchParams.get("token");
    if (given !== null && request.method === "GET" && same(given, token)) {
      url.searchParams.delete("token");
      reply.header("set-cookie", `${cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`);
      return reply.redirect(withinServer(url), 302);
    }
    if (same(bearer(request) ?? "", token) || same(cookieOf(request, cookie) ?? "", session)) return;
    return refuse(request, reply);
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === "GET" && request.headers.accept?.includes("text/html")) {
    return reply.code(401).type("text/html; charset=utf-8").send(signInPage);
  }
  throw new CodedError(
    "CW7001",
    "The request carries no token, or a wrong one.",
    "Open the address that `cellweave serve` printed: it ends with the token.",
  );
}

function bearer(request: FastifyRequest): string | null {
  return /^(?:token|bearer)\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** `//elsewhere` would be another server's address. */
function withinServer({ pathname, search }: URL): string {
  return pathname.replace(/^\/+/, "/") + search;
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
