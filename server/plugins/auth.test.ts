import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { serveFolder, token } from "../testing/serve-folder.ts";

describe("who may come in", () => {
  test.each([
    ["no token", {}, 401],
    ["a wrong token", { authorization: "token nope" }, 401],
    ["a wrong token of the same length", { authorization: `token ${"x".repeat(token.length)}` }, 401],
    ["the token as a password", { authorization: `Basic ${btoa(`:${token}`)}` }, 401],
    ["a made-up cookie", { cookie: "cellweave-0123456789ab=x" }, 401],
    ["the token as Jupyter sends it", { authorization: `token ${token}` }, 200],
    ["the token as a bearer", { authorization: `Bearer ${token}` }, 200],
  ])("%s", async (_title, headers, status) => {
    const { app } = await serveFolder();
    const reply = await app.inject({ url: "/api/notebooks", headers });
    expect(reply.statusCode).toBe(status);
    if (status === 401) expect(reply.json()).toMatchObject({ code: "CW7001" });
  });

  test("the token in the address sets a cookie that opens the rest, and leaves the address", async () => {
    const { app } = await serveFolder();
    const first = await app.inject({ url: `/n/a%20b.ipynb?token=${token}&node=c1` });
    expect([first.statusCode, first.headers.location]).toEqual([302, "/n/a%20b.ipynb?node=c1"]);
    const cookie = String(first.headers["set-cookie"]);
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(token);
    const next = await app.inject({
      url: "/api/notebooks",
      headers: { cookie: `theme=dark; ${cookie.split(";")[0]}` },
    });
    expect(next.statusCode).toBe(200);
  });

  test("the token in the address does not lead to another server", async () => {
    const { app } = await serveFolder();
    const reply = await app.inject({ url: `//elsewhere.example/?token=${token}` });
    expect(reply.headers.location).toBe("/");
  });

  test("a browser without the token is asked for it", async () => {
    const { app } = await serveFolder();
    const reply = await app.inject({ url: "/", headers: { accept: "text/html,*/*" } });
    expect(reply.statusCode).toBe(401);
    expect(reply.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(reply.body).toContain('name="token"');
  });

  test("whether the server is there may be asked by anyone, and nothing else", async () => {
    const { app } = await serveFolder();
    expect((await app.inject("/api/health")).json()).toEqual({ ok: true });
    for (const url of ["/api/version", "/api/events", "/api/docs", "/api/openapi.json", "/nothing", "/api/health/"]) {
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 401]);
    }
  });
});

describe("which sites may ask", () => {
  const own = { authorization: `token ${token}`, host: "localhost:8930" };

  test.each([
    ["localhost", 200],
    ["127.0.0.1:8930", 200],
    ["[::1]:8930", 200],
    ["cell.localhost:8930", 200],
    ["rebound.example", 403],
    ["rebound.example:8930", 403],
    ["localhost.example", 403],
    ["127.0.0.1.example", 403],
  ])("host %s: %i", async (host, status) => {
    const { app } = await serveFolder();
    const reply = await app.inject({ url: "/api/notebooks", headers: { ...own, host } });
    expect(reply.statusCode).toBe(status);
  });

  test.each([
    [{}, 200],
    [{ origin: "http://localhost:8930" }, 200],
    [{ origin: "http://localhost:8930", "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "http://localhost:9999" }, 403],
    [{ origin: "https://elsewhere.example" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
  ])("a change with %j: %i", async (headers, status) => {
    const { app } = await serveFolder();
    const payload = { path: "a.ipynb" };
    const reply = await app.inject({ method: "POST", url: "/api/notebooks", headers: { ...own, ...headers }, payload });
    expect(reply.statusCode).toBe(status);
    if (status === 403) expect(reply.json()).toMatchObject({ code: "CW7002" });
  });

  test("a form of another page cannot stand in for JSON", async () => {
    const { app } = await serveFolder();
    const headers = { ...own, "content-type": "text/plain" };
    const reply = await app.inject({ method: "POST", url: "/api/notebooks", headers, payload: '{"path":"a.ipynb"}' });
    expect([reply.statusCode, reply.json().code]).toEqual([400, "CW7005"]);
  });
});

describe("over a real port", () => {
  const page = "<!doctype html><title>Cellweave</title>";

  /** Sends the path as it stands: `fetch` would tidy it up first. */
  function raw(url: string, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const asked = request({ hostname, port, path, headers: { authorization: `token ${token}` } }, (reply) => {
        let text = "";
        reply.setEncoding("utf8");
        reply.on("data", (chunk) => {
          text += chunk;
        });
        reply.on("end", () => resolve(text));
      });
      asked.on("error", reject).end();
    });
  }

  test.each([
    "/api/notebooks/../secret.ipynb",
    "/api/notebooks/%2e%2e/secret.ipynb",
    "/api/notebooks/%2e%2e%2fsecret.ipynb",
    "/api/notebooks/%252e%252e%252fsecret.ipynb",
    "/api/notebooks/..%5csecret.ipynb",
    "/api/notebooks/sub/../../secret.ipynb",
    "/api/notebooks//etc/passwd",
    "/api/notebooks/%2fetc%2fpasswd",
    "/api/notebooks/a.ipynb%00.txt",
    "/api/tree?path=..",
    "/api/tree?path=%2e%2e%2f",
    "/../../etc/passwd",
    "/n/../../../etc/passwd",
    "/assets/..%2f..%2f..%2fpackage.json",
    "/api/docs/static/..%2f..%2f..%2fpackage.json",
    "/%c0%ae%c0%ae/etc/passwd",
  ])("%s gives nothing away", async (path) => {
    const installation = await serveFolder({
      notebooks: { "examples/a.ipynb": [], "editor/dist/index.html": page, "package.json": "SECRET" },
    });
    const { listen } = await serveFolder({
      notebooks: { "a.ipynb": [], "../secret.ipynb": ["SECRET"] },
      options: { installation: installation.directory },
    });
    const text = await raw(await listen(), path);
    expect(text).not.toMatch(/SECRET|root:/);
    // Below /n/ every address is the editor's own, and the page is the same for all of them.
    if (!path.startsWith("/n/")) expect(JSON.parse(text)).toMatchObject({ code: expect.stringMatching(/^CW7\d{3}$/) });
    else expect(text).toBe(page);
  });
});
