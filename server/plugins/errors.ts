import { type Code, CodedError } from "@cellweave/engine/errors";
import type { ErrorReply } from "@cellweave/engine/model/wire";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../app-type.ts";

/** HTTP status of a code; a notebook that cannot be read is 422, everything not listed is the server's own fault. */
const statuses: { readonly [code in Code]?: number } = {
  CW1008: 409,
  CW1009: 500,
  CW7001: 401,
  CW7002: 403,
  CW7003: 403,
  CW7004: 404,
  CW7005: 400,
  CW7006: 404,
  CW7019: 404,
  CW7007: 404,
  CW7011: 404,
  CW7012: 413,
  CW7014: 422,
  CW7015: 404,
  CW7016: 409,
  CW3921: 422,
  CW3941: 422,
  CW9007: 422,
};

const notebookFaults = /^CW1\d{3}$/;
/** What Fastify itself refuses, by its status. */
const fastifyCodes: { readonly [status: number]: Code } = { 404: "CW7007", 413: "CW7012" };

/** Every failure answers with `ErrorReply`: a code, what happened and what to do. */
export function replyToErrors(app: App): void {
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler((request, reply) => {
    const error = new CodedError(
      "CW7007",
      `There is nothing at ${pathOf(request)}.`,
      "See /api/docs for what there is.",
    );
    return answer(reply, error);
  });
}

/** Also for what Fastify refuses before there is a route. */
export function answerFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answer(reply, coded(error, request));
}

function statusOf(code: Code): number {
  return statuses[code] ?? (notebookFaults.test(code) ? 422 : 500);
}

function answer(reply: FastifyReply, error: CodedError): FastifyReply {
  const body: ErrorReply = { code: error.code, message: error.message, hint: error.hint };
  return reply.code(statusOf(error.code)).send(body);
}

function coded(error: FastifyError, request: FastifyRequest): CodedError {
  if (error instanceof CodedError) return error;
  const status = error.statusCode ?? 500;
  if (status < 500) {
    const code = fastifyCodes[status] ?? "CW7005";
    return new CodedError(code, error.message, "See /api/docs for what the route takes.", { cause: error });
  }
  request.log.error(error);
  return new CodedError(
    "CW7008",
    `${pathOf(request)} failed: ${error.message}`,
    "Try again; the server's log has more.",
    {
      cause: error,
    },
  );
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "/";
}
