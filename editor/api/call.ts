import { type Code, CodedError, codes } from "@cellweave/engine/errors";
import type { ErrorReply } from "@cellweave/engine/model/wire";
import { address, token } from "./address.ts";

/** The server's reply to a request, read as JSON. What the server refuses is thrown with its own code, words and hint. */
export async function call<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
  const { reply, said } = await ask(method, path, body);
  if (!reply.ok) throw refused(reply, said);
  return said as Reply;
}

/** The reply with its body, whatever its status. */
export async function ask(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly reply: Response; readonly said: unknown }> {
  const reply = await send(method, path, body);
  return { reply, said: reply.status === 204 ? undefined : await reply.json().catch(() => null) };
}

/** A reply that is a file. */
export async function fetchBlob(method: string, path: string, body?: unknown): Promise<Blob> {
  const reply = await send(method, path, body);
  if (!reply.ok) throw refused(reply, await reply.json().catch(() => null));
  return reply.blob();
}

function send(method: string, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return fetch(address(path), init).catch((error: unknown) => {
    throw unreachable(error);
  });
}

function unreachable(cause: unknown): CodedError {
  const hint = "Look whether it still runs in the terminal where it was started, then try again.";
  return new CodedError("CW8001", "The Cellweave server does not answer.", hint, { cause });
}

/** What the server said instead, as an error. */
export function refused(reply: Response, said: unknown): CodedError {
  const { code, message, hint } = (said ?? {}) as Partial<ErrorReply>;
  if (code !== undefined && code in codes) return new CodedError(code as Code, message ?? "", hint ?? "");
  const text = message ?? `The server answered ${reply.status} ${reply.statusText}.`;
  return new CodedError("CW8002", text, hint ?? "Try again; the server's own output says more.");
}

/** A notebook's path as part of an address: its slashes stay. */
export function pathPart(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
