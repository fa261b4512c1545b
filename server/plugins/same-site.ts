import { isIP } from "node:net";
import { hostname } from "node:os";
import { CodedError } from "@cellweave/engine/errors";
import type { FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";
import type { ServerConfig } from "../config.ts";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what a foreign page could make a browser send: names that a foreign name server could point at this machine
 * (DNS rebinding), and changes whose `Origin` is not the server's own.
 */
export function refuseOtherSites(app: App, { host }: ServerConfig): void {
  const names = new Set(["localhost", host.toLowerCase(), hostname().toLowerCase()]);
  app.addHook("onRequest", async (request) => {
    const asked = request.headers.host ?? "";
    if (!isOwn(nameOf(asked), names)) throw foreign(`The host name ${asked || "(none)"} is not this server's.`);
    if (reading.has(request.method)) return;
    if (!hasOwnOrigin(request, asked)) throw foreign("The request was made by a page of another site.");
  });
}

// An address cannot be rebound, and behind a forwarded port the port is another one.
function isOwn(name: string, names: ReadonlySet<string>): boolean {
  return isIP(name) !== 0 || names.has(name) || name.endsWith(".localhost");
}

function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

function hasOwnOrigin({ headers }: FastifyRequest, asked: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === new URL(`http://${asked}`).host;
}

function foreign(message: string): CodedError {
  return new CodedError("CW7002", message, "Open Cellweave at the address that `cellweave serve` printed.");
}
