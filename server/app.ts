import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { PythonParser } from "@cellweave/engine/compile";
import Fastify from "fastify";
import type { App } from "./app-type.ts";
import type { ServerConfig } from "./config.ts";
import { EventHub } from "./events/event-hub.ts";
import { createExports } from "./exports/exports.ts";
import { createNotebooks } from "./notebooks/notebooks.ts";
import { requireToken } from "./plugins/auth.ts";
import { serveEditor } from "./plugins/editor-files.ts";
import { answerFailure, replyToErrors } from "./plugins/errors.ts";
import { describeRoutes } from "./plugins/openapi.ts";
import { refuseOtherSites } from "./plugins/same-site.ts";
import { sendSecurityHeaders } from "./plugins/security-headers.ts";
import { eventRoutes } from "./routes/events.ts";
import { exportRoutes } from "./routes/exports.ts";
import { healthRoutes } from "./routes/health.ts";
import { importRoutes } from "./routes/imports.ts";
import { notebookRoutes } from "./routes/notebooks.ts";
import type { Parts } from "./routes/parts.ts";
import { pythonRoutes } from "./routes/pythons.ts";
import { runRoutes } from "./routes/runs.ts";
import { sampleRoutes } from "./routes/samples.ts";
import { verificationRoutes } from "./routes/verifications.ts";
import { createPythons } from "./runs/pythons.ts";
import { createRuns } from "./runs/runs.ts";
import { replies } from "./schemas/replies.ts";
import { openStore } from "./store/open-store.ts";
import { createVerifications } from "./verifications/verifications.ts";

/** The server with all its routes, not listening yet. Once ready it takes over runs that an earlier server left. */
export async function buildApp(config: ServerConfig): Promise<App> {
  const app: App = Fastify({
    bodyLimit: config.limits.body,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: answerFailure,
    logger: { level: "error", stream: process.stderr },
    // Edits are a union: Fastify's habit of coercing and pruning would change one member while another is tried.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, discriminator: true } },
  });
  const parts = await openParts(app, config);
  replyToErrors(app);
  sendSecurityHeaders(app);
  refuseOtherSites(app, config);
  requireToken(app, config);
  for (const [name, schema] of Object.entries(replies)) app.addSchema({ $id: name, ...schema });
  await describeRoutes(app, config);
  for (const routes of [
    healthRoutes,
    notebookRoutes,
    importRoutes,
    sampleRoutes,
    pythonRoutes,
    runRoutes,
    verificationRoutes,
    exportRoutes,
    eventRoutes,
  ]) {
    await routes(app, parts);
  }
  await serveEditor(app, config);
  return app;
}

async function openParts(app: App, config: ServerConfig): Promise<Parts> {
  const { limits } = config;
  const store = await openStore(join(config.home, "cellweave.db"));
  const hub = new EventHub(randomBytes(4).toString("hex"), limits);
  const notebooks = createNotebooks({
    served: config,
    settle: limits.settle,
    onChange: (path, version) => hub.tell({ topic: "notebook", path, version }),
  });
  const pythons = createPythons(config);
  const loadParser = once(() => config.world.loadParser());
  const report = (error: unknown) => app.log.error(error);
  const runs = createRuns({ config, store, hub, notebooks, pythons, loadParser, report });
  const verifications = createVerifications({ config, store, hub, notebooks, pythons, loadParser, report });
  const exports = createExports({ config, notebooks, loadParser });

  app.addHook("onReady", async () => {
    void pythons.find(null).then((found) => hub.tell({ topic: "hello", server: hub.server, pythons: found }));
    await runs.adopt();
  });
  app.addHook("preClose", async () => {
    hub.close();
    exports.close();
  });
  app.addHook("onClose", async () => {
    await Promise.all([runs.close(), verifications.close()]);
    notebooks.close();
    await store.destroy();
  });
  return { config, store, hub, notebooks, pythons, runs, verifications, exports, loadParser };
}

function once(load: () => Promise<PythonParser>): () => Promise<PythonParser> {
  let loaded: Promise<PythonParser> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
