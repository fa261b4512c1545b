import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { ImportReply, ImportRequest } from "@cellweave/engine/model/wire";
import { expect, test } from "vitest";
import { elyra, notebook } from "../../engine/import/testing/pipelines.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";

async function post(served: ServedForTest, payload: ImportRequest) {
  return served.app.inject({ method: "POST", url: "/api/imports", headers: served.headers, payload });
}

const pipeline = elyra([
  { id: "load", file: "load.ipynb" },
  { id: "plot", file: "../plot.py", op: "execute-python-node", after: ["load"] },
]);

test("pipelines are listed, and one becomes a notebook beside it that replaces none", async () => {
  const served = await serveFolder({
    notebooks: {
      "sub/a.pipeline": pipeline,
      "sub/load.ipynb": notebook("x = 1"),
      "plot.py": "print(2)",
      "sub/a.ipynb": ["mine"],
      "pipeline.yaml": "tasks: []",
      "other.yaml": "",
    },
  });
  const listed = (await served.app.inject({ url: "/api/pipelines", headers: served.headers })).json();
  expect(listed.map(({ path }: { path: string }) => path)).toEqual(["pipeline.yaml", "sub/a.pipeline"]);
  const reply = await post(served, { path: "sub/a.pipeline" });
  expect(reply.statusCode, reply.body).toBe(200);
  const { notebook: made, diagnostics } = reply.json<ImportReply>();
  expect(made.path).toBe("sub/a (2).ipynb");
  expect(await readFile(join(served.directory, made.path), "utf8")).toBe(made.text);
  expect(made.text).toContain("print(2)");
  expect(diagnostics.map(({ code }) => code)).toEqual(["CW3927"]);
});

test("a pipeline that was dropped takes what was dropped with it, then what is served", async () => {
  const served = await serveFolder({ notebooks: { "plot.py": "print('on disk')" } });
  const text = elyra([
    { id: "a", file: "deep/a.ipynb" },
    { id: "b", file: "plot.py" },
    { id: "c", file: "c.ipynb" },
  ]);
  const { notebook: made, diagnostics } = (
    await post(served, { path: "x.pipeline", text, files: { "a.ipynb": notebook("y = 'dropped'") } })
  ).json<ImportReply>();
  expect(made.path).toBe("x.ipynb");
  expect(made.text).toContain("y = 'dropped'");
  expect(made.text).toContain("print('on disk')");
  expect(diagnostics.map(({ code }) => code)).toEqual(["CW3927", "CW3922"]);
});

test("nothing outside of the served folder is read", async () => {
  const outside = await serveFolder({ notebooks: { "secret.py": "secret = 1", "b.pipeline": "{}" } });
  const served = await serveFolder({
    notebooks: {
      ".env": "KEY=secret = 1",
      "a.pipeline": elyra([
        { id: "a", file: "../../secret.py" },
        { id: "l", file: "link.py" },
        { id: "h", file: ".env" },
      ]),
    },
  });
  await symlink(join(outside.directory, "secret.py"), join(served.directory, "link.py"));
  await symlink(join(outside.directory, "b.pipeline"), join(served.directory, "b.pipeline"));
  const { notebook: made, diagnostics } = (await post(served, { path: "a.pipeline" })).json<ImportReply>();
  expect(made.text).not.toContain("secret = 1");
  expect(diagnostics.map(({ code }) => code)).toEqual(["CW3922", "CW3922", "CW3922"]);
  for (const path of ["../a.pipeline", "/etc/a.pipeline", "b.pipeline", "a.ipynb", ".hidden/a.pipeline"]) {
    const reply = await post(served, { path });
    expect([path, reply.statusCode, reply.json().code]).toEqual([path, 403, "CW7003"]);
  }
  expect((await post(served, { path: "none.pipeline" })).json().code).toBe("CW7004");
});

test("what is no pipeline is refused, and no file is made", async () => {
  const served = await serveFolder({ notebooks: { "a.pipeline": "{}" } });
  const reply = await post(served, { path: "a.pipeline" });
  expect([reply.statusCode, reply.json().code]).toEqual([422, "CW3921"]);
  expect((await served.app.inject({ url: "/api/notebooks", headers: served.headers })).json()).toEqual([]);
});
