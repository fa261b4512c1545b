import type { FastifyRequest } from "fastify";

/** The value of one of the request's cookies. */
export function cookieOf(request: FastifyRequest, name: string): string | null {
  for (const pair of request.headers.cookie?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
