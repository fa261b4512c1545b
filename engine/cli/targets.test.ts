import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readSecret, saveSecret, secretNames } from "../run/environments/secrets.ts";
import { runCommand } from "./testing/run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-targets-"));
  vi.stubEnv("CELLWEAVE_HOME", join(folder, "home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const add = ["targets", "add", "lab", "--kind", "ssh"];

describe("cellweave targets", () => {
  it("adds, lists, replaces and removes them", async () => {
    const settings = ["--set", "host=lab.example", "--set", "port=2222", "--set", "passphrase=secret:lab-key"];
    expect((await runCommand([...add, ...settings])).code).toBe(0);
    const { out } = await runCommand(["targets"]);
    expect(out).toMatch(/^local +local\n/);
    expect(out).toContain('lab     ssh     host="lab.example" port=2222 passphrase=secret:lab-key\n');
    expect((await runCommand([...add, "--set", "host=other"])).code).toBe(0);
    expect((await runCommand(["targets"])).out).toContain('host="other"\n');
    expect((await runCommand(["targets", "remove", "lab"])).code).toBe(0);
    expect((await runCommand(["targets"])).out).not.toContain("lab");
  });

  it("takes no password, only the name of one", async () => {
    const { code, err, out } = await runCommand([...add, "--set", "host=lab.example", "--set", "password=hunter2"]);
    expect(code).toBe(2);
    expect(err).toContain("--set password=secret:NAME");
    expect(out + err).not.toContain("hunter2");
  });

  it("trusts a fingerprint, and nothing else", async () => {
    const fingerprint = `SHA256:${"a".repeat(43)}`;
    await runCommand([...add, "--set", "host=lab.example"]);
    expect((await runCommand(["targets", "trust", "lab", "yes"])).code).toBe(2);
    expect((await runCommand(["targets", "trust", "lab", fingerprint])).code).toBe(0);
    expect((await runCommand(["targets"])).out).toContain(`hostKey="${fingerprint}"`);
  });

  it("says what this computer has", async () => {
    const { code, out } = await runCommand(["targets", "probe", "local", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: "local",
      reachable: true,
      pythonVersion: expect.stringMatching(/^3/),
    });
  });

  it.each([
    [["targets", "probe", "moon"], "CW6026"],
    [["targets", "remove", "moon"], "CW9001"],
    [["targets", "add", "../x", "--kind", "ssh"], "CW6024"],
    [["targets", "add", "lab", "--kind", "teapot"], "CW9001"],
    [["targets", "fly"], "CW9001"],
  ])("%j is refused with %s", async (words, code) => {
    const result = await runCommand(words);
    expect(result.code).not.toBe(0);
    expect(result.err).toContain(code);
  });

  it("lists what environments can be built from, a person's own too", async () => {
    const { out } = await runCommand(["targets", "templates", "--json"]);
    const { templates } = JSON.parse(out) as { templates: { name: string; asked: string[]; parameters: object }[] };
    expect(templates.map(({ name }) => name)).toContain("docker-fine-tuning-cuda");
    for (const { asked, parameters } of templates) {
      const { properties } = parameters as { properties: { [name: string]: { title?: string; description?: string } } };
      expect(asked.length).toBeLessThanOrEqual(4);
      for (const name of asked) expect(properties).toHaveProperty(name);
      for (const one of Object.values(properties))
        expect(one).toMatchObject({ title: expect.anything(), description: expect.anything() });
    }
  });
});

describe("secrets", () => {
  it("are kept encrypted, opened by their name, and gone when forgotten", async () => {
    const home = join(folder, "home");
    await saveSecret(home, "lab-key", "open sesame");
    await saveSecret(home, "other", "ünï\ncode");
    expect(await secretNames(home)).toEqual(["lab-key", "other"]);
    expect(await readSecret(home, "other")).toBe("ünï\ncode");
    for (const name of readdirSync(home)) expect(readFileSync(join(home, name), "utf8")).not.toContain("sesame");
    await saveSecret(home, "other", null);
    await expect(readSecret(home, "other")).rejects.toMatchObject({ code: "CW6025" });
    writeFileSync(join(home, "secrets.key"), Buffer.alloc(32).toString("base64"));
    await expect(readSecret(home, "lab-key")).rejects.toMatchObject({ code: "CW6025" });
  });
});

describe("cellweave run", () => {
  const notebook = () => {
    const path = join(folder, "notebook.ipynb");
    const cell = (id: string, source: string) => ({
      cell_type: "code",
      execution_count: null,
      id,
      metadata: {},
      outputs: [],
      source,
    });
    const environments = { own: { template: "local-venv" } };
    const metadata = { cellweave: { version: 1, environments } };
    const cells = [cell("a", "x = 1"), cell("b", "print(x + 1)")];
    writeFileSync(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1));
    return path;
  };

  it("places cells for one run, and leaves the notebook's own placement alone", async () => {
    const path = notebook();
    const { code } = await runCommand(["run", path, "--environment", "2=own"]);
    expect(code).toBe(0);
    const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
      cells: { metadata: object; outputs: { text: string }[] }[];
    };
    expect(cells[1]?.outputs[0]?.text).toBe("2\n");
    expect(cells[1]?.metadata).toEqual({});
  });

  it.each([
    [["--environment", "9=own"], "no code cell 9"],
    [["--environment", "own"], "takes CELL=NAME"],
    [["--all-on", "moon"], 'no environment or target "moon"'],
  ])("%j is refused in words", async (options, words) => {
    const { code, err } = await runCommand(["run", notebook(), ...options]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
