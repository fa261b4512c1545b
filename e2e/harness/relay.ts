import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerEvent } from "@cellweave/engine/model/wire";

export interface Relay {
  /** The server's address through the relay, with its token. */
  readonly address: URL;
  /** Tells the pages an event as if the server had. */
  tell(event: ServerEvent): void;
  close(): void;
}

/** Stands between the pages and a server and passes everything on, so that a test can add events at a rate of its own. */
export async function startRelay(server: URL): Promise<Relay> {
  const streams = new Set<ServerResponse>();
  const relay = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const onward = request({ host: server.hostname, port: server.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      if (path?.startsWith("/api/events")) {
        streams.add(outgoing);
        outgoing.on("close", () => streams.delete(outgoing));
      }
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const address = new URL(server);
  address.port = String((relay.address() as AddressInfo).port);
  return {
    address,
    tell(event) {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    close() {
      relay.closeAllConnections();
      relay.close();
    },
  };
}
