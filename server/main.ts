import type { AddressInfo } from "node:net";
import { CodedError } from "@cellweave/engine/errors";
import open from "open";
import { buildApp } from "./app.ts";
import type { App } from "./app-type.ts";
import { resolveConfig, type ServeOptions, type ServerConfig } from "./config.ts";
import { realWorld } from "./real-world.ts";

export type { ServeOptions } from "./config.ts";

export interface Serving {
  /** Where to open it, with the token and, where one was asked for, the notebook. */
  readonly url: string;
  /** Ends the server. Runs go on and are taken over by the next one. */
  close(): Promise<void>;
}

/** Serves a folder on 127.0.0.1 and, with `open`, opens the browser. Errors: CW7003, CW7009, CW7010. */
export async function serve(options: ServeOptions & { readonly open?: boolean }): Promise<Serving> {
  const config = await resolveConfig(options, realWorld);
  const app = await buildApp(config);
  const port = await listen(app, config, options.port !== undefined);
  const url = addressOf(config, port);
  if (options.open) await openBrowser(url);
  return { url, close: () => app.close() };
}

/** Without a port of the person's own choice, the next free one is taken, as Jupyter does. */
async function listen(app: App, { host, port }: ServerConfig, chosen: boolean): Promise<number> {
  for (let next = port; ; next++) {
    try {
      await app.listen({ host, port: next });
      return (app.server.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRINUSE" && !chosen && next < port + 50) continue;
      await app.close();
      if (code !== "EADDRINUSE") throw error;
      throw new CodedError("CW7010", `Port ${next} is in use.`, "Name another with --port, or leave it out.", {
        cause: error,
      });
    }
  }
}

function addressOf({ host, token, notebook }: ServerConfig, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const page = notebook === null ? "/" : `/n/${notebook.split("/").map(encodeURIComponent).join("/")}`;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}${page}?token=${token}`;
}

/** There may be no browser: the address is printed anyway. */
async function openBrowser(url: string): Promise<void> {
  const browser = await open(url).catch(() => null);
  browser?.on("error", () => undefined);
}
