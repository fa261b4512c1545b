import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseNotebook, sealHolds } from "@cellweave/engine/compile";
import type { NotebookVerification, ServerEvent, Verification } from "@cellweave/engine/model/wire";
import { describe, expect, test } from "vitest";
import { notebookText } from "../testing/notebook-text.ts";
import { openTab, type ToldToTab } from "../testing/open-tab.ts";
import { type ServedForTest, serveFolder } from "../testing/serve-folder.ts";

type Told = Extract<ServerEvent, { topic: "verification" }>;

async function verify({ app, headers }: ServedForTest, body: object = {}) {
  const payload = { notebook: "a.ipynb", parallel: 2, ...body };
  return app.inject({ method: "POST", url: "/api/verifications", headers, payload });
}

async function sealOf({ app, headers }: ServedForTest): Promise<NotebookVerification> {
  return (await app.inject({ url: "/api/verifications?notebook=a.ipynb", headers })).json();
}

const toldOf = (told: readonly ToldToTab[]): Told[] =>
  told.flatMap(({ event }) => (event.topic === "verification" ? [event] : []));
const ended = (told: readonly ToldToTab[]) => toldOf(told).some(({ verification }) => verification.finishedAt !== null);

async function flowOf({ directory }: ServedForTest) {
  return parseNotebook(await readFile(join(directory, "a.ipynb"), "utf8")).flow;
}

describe("a verification", () => {
  test("tells how far it is, and seals the notebook until its code changes", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["x = [1]", "x.append(2)\nprint(x)", "len(x)"] } });
    const tab = await openTab(`${await served.listen()}/api/events`, served.headers);
    const begun = (await verify(served)).json<Verification>();
    expect(begun).toMatchObject({ notebook: "a.ipynb", finishedAt: null, verdict: null, error: null });
    expect((await verify(served)).json<Verification>().id).toBe(begun.id);
    const told = toldOf(await tab.until(ended));
    const ways = told.flatMap(({ verification: { way } }) => (way === null ? [] : [way]));
    expect([...new Set(ways)]).toEqual(["in order", "as a flow"]);
    const last = told.at(-1);
    expect(last?.verification).toMatchObject({ id: begun.id, way: null, verdict: { verdict: "equivalent", cells: 3 } });

    const { going, seal } = await sealOf(served);
    expect(going).toBeNull();
    expect(seal).toEqual(last?.seal);
    expect(seal && sealHolds(seal, await flowOf(served))).toBe(true);
    await writeFile(join(served.directory, "a.ipynb"), notebookText(["x = [1]", "x.append(3)\nprint(x)", "len(x)"]));
    expect(seal && sealHolds(seal, await flowOf(served))).toBe(false);
    expect(await readFile(join(served.directory, "a.ipynb"), "utf8")).not.toContain("seal");
  });

  test("that is stopped leaves the seal that was there", async () => {
    const served = await serveFolder({ notebooks: { "a.ipynb": ["print('short')"] } });
    const { app, headers } = served;
    const tab = await openTab(`${await served.listen()}/api/events`, headers);
    await verify(served);
    await tab.until(ended);
    const { seal } = await sealOf(served);
    await writeFile(join(served.directory, "a.ipynb"), notebookText(["import time\ntime.sleep(600)"]));
    const { id } = (await verify(served)).json<Verification>();
    const isOn = ({ verification }: Told) => verification.id === id && verification.way === "in order";
    await tab.until((told) => toldOf(told).some(isOn));
    await app.inject({ method: "POST", url: `/api/verifications/${id}/cancel`, headers });
    const told = await tab.until((all) => toldOf(all).some(({ verification: now }) => now.id === id && now.finishedAt));
    expect(toldOf(told).at(-1)).toMatchObject({ verification: { verdict: { verdict: "interrupted" } }, seal });
    expect(await sealOf(served)).toEqual({ going: null, seal });
    expect((await app.inject({ method: "POST", url: `/api/verifications/${id}/cancel`, headers })).json().code).toBe(
      "CW7019",
    );
  });

  test("that breaks off says why", async () => {
    const verify = async () => {
      throw new Error("the disk is gone");
    };
    const served = await serveFolder({ notebooks: { "a.ipynb": ["1"] }, world: { verify } });
    const { app, headers } = served;
    const tab = await openTab(`${await served.listen()}/api/events`, headers);
    await app.inject({ method: "POST", url: "/api/verifications", headers, payload: { notebook: "a.ipynb" } });
    const told = toldOf(await tab.until(ended));
    expect(told.at(-1)?.verification.error).toMatchObject({
      code: "CW7008",
      message: "The verification broke off: the disk is gone",
    });
    expect((await sealOf(served)).seal).toBeNull();
  });

  test("of a notebook that is not there is refused", async () => {
    const served = await serveFolder();
    expect((await verify(served)).json().code).toBe("CW7004");
  });
});
