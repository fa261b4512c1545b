import { describe, expect, test } from "vitest";
import { type ServedForTest, serveFolder, token } from "./testing/serve-folder.ts";

const built = {
  "editor/dist/index.html": "<!doctype html><title>Cellweave</title>",
  "editor/dist/output-frame.html": "<!doctype html><title>Output</title>",
  "editor/dist/assets/main-abc.js": "export {};",
  "examples/one.ipynb": [],
};

/** A server whose installation holds a built editor. */
async function serveBuilt(): Promise<ServedForTest> {
  const installation = await serveFolder({ notebooks: built });
  return serveFolder({ options: { installation: installation.directory } });
}

describe("the page", () => {
  test.each(["/", "/n/a.ipynb", "/n/sub/a%20b.ipynb?node=c1&tab=code"])("%s is the editor", async (url) => {
    const { app, headers } = await serveBuilt();
    const reply = await app.inject({ url, headers });
    expect([reply.statusCode, reply.body]).toEqual([200, built["editor/dist/index.html"]]);
    expect(reply.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(reply.headers["cache-control"]).toBe("no-cache");
  });

  test("runs its own scripts only, talks to its own server only, and is not shown in other pages", async () => {
    const { app, headers } = await serveBuilt();
    const reply = await app.inject({ url: "/", headers });
    const policy = String(reply.headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(reply.headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
  });

  test("its files are kept by the browser for good, since another build has other names", async () => {
    const { app, headers } = await serveBuilt();
    const reply = await app.inject({ url: "/assets/main-abc.js", headers });
    expect(reply.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(reply.headers["content-type"]).toContain("javascript");
  });

  test("the document of outputs has no origin and stands in our page only", async () => {
    const { app, headers } = await serveBuilt();
    const reply = await app.inject({ url: "/output-frame.html", headers });
    expect(reply.headers["content-security-policy"]).toBe("sandbox allow-scripts; frame-ancestors 'self'");
    expect(reply.headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  test("a file that is not there is a coded error, not the page", async () => {
    const { app, headers } = await serveBuilt();
    const reply = await app.inject({ url: "/assets/other.js", headers });
    expect([reply.statusCode, reply.json().code]).toEqual([404, "CW7007"]);
  });

  test("an editor that has not been built says so", async () => {
    const installation = await serveFolder({ notebooks: { "examples/one.ipynb": [] } });
    const { app, headers } = await serveFolder({ options: { installation: installation.directory } });
    const reply = await app.inject({ url: "/", headers });
    expect([reply.statusCode, reply.json().code]).toEqual([404, "CW7015"]);
  });
});

test("every route is described", async () => {
  const { app, headers } = await serveFolder();
  const { openapi, paths } = (await app.inject({ url: "/api/openapi.json", headers })).json();
  const routes = Object.entries<Record<string, { summary?: string; tags?: string[] }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, route]) => {
        expect([path, route.summary, route.tags]).toEqual([path, expect.any(String), [expect.any(String)]]);
        return `${method.toUpperCase()} ${path}`;
      }),
  );
  expect(openapi).toBe("3.1.0");
  expect(routes.sort()).toEqual([
    "GET /api/events",
    "GET /api/exports/formats",
    "GET /api/health",
    "GET /api/notebooks",
    "GET /api/notebooks/{*}",
    "GET /api/pipelines",
    "GET /api/pythons",
    "GET /api/recent",
    "GET /api/runs",
    "GET /api/runs/{id}",
    "GET /api/runs/{id}/events",
    "GET /api/samples",
    "GET /api/tree",
    "GET /api/verifications",
    "GET /api/version",
    "PATCH /api/notebooks/{*}",
    "POST /api/exports",
    "POST /api/exports/check",
    "POST /api/exports/zip",
    "POST /api/imports",
    "POST /api/notebooks",
    "POST /api/runs",
    "POST /api/runs/{id}/cancel",
    "POST /api/samples/{name}/open",
    "POST /api/verifications",
    "POST /api/verifications/{id}/cancel",
  ]);
});

test("a body beyond the limit is refused", async () => {
  const { app, headers } = await serveFolder({ options: { limits: { body: 1000 } } });
  const payload = { path: "a.ipynb", text: "x".repeat(2000) };
  const reply = await app.inject({ method: "POST", url: "/api/notebooks", headers, payload });
  expect([reply.statusCode, reply.json().code]).toEqual([413, "CW7012"]);
});

test("what is not JSON is refused", async () => {
  const { app } = await serveFolder();
  const headers = { authorization: `token ${token}`, "content-type": "application/json" };
  const reply = await app.inject({ method: "POST", url: "/api/notebooks", headers, payload: "{" });
  expect([reply.statusCode, reply.json().code]).toEqual([400, "CW7005"]);
});
