import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sshd, startSshd } from "../testing/services/sshd.ts";
import { testPython } from "../testing/test-python.ts";
import { saveSecret } from "./environments/secrets.ts";
import { saveTarget } from "./environments/targets.ts";
import { generator, prelude, templates } from "./testing/cell-templates.ts";
import { type Ran, runCells, runInOrder } from "./testing/run-cells.ts";

let host: Sshd;
let home: string;
const environments = { lab: { template: "ssh-venv", values: { target: "lab", python: testPython, root: "~/cw" } } };

beforeAll(async () => {
  host = await startSshd();
  home = mkdtempSync(join(tmpdir(), "cellweave-home-"));
  const { host: address, port, user, lockedKeyFile, knownHosts, passphrase } = host;
  await saveSecret(home, "lab-key", passphrase);
  const signIn = { host: address, port, user, keyFile: lockedKeyFile, knownHosts: [knownHosts], configFile: null };
  const settings = { ...signIn, agentSocket: null, passphrase: { $secret: "lab-key" } };
  await saveTarget(home, { name: "lab", driver: "ssh", settings });
});
afterAll(() => host.stop());

const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);

describe("cells that are placed on an SSH host", () => {
  test("take values and files from here and bring back what they make", async () => {
    const cells = [
      "import os, numpy as np\nx = np.arange(5)\nopen('data.csv', 'w').write('1,2,3')",
      "where = os.getcwd()\ny = x * 2\ntotal = sum(map(int, open('data.csv').read().split(',')))\nopen('result.txt', 'w').write(str(total))\nprint(y)",
      "print(y.sum(), total, open('result.txt').read(), where == os.getcwd())",
    ];
    const ran = await runCells(cells, { home, environments, placed: { c1: "lab" } });
    expect(states(ran)).toEqual(["done", "done", "done"]);
    expect(ran.texts).toEqual(
      ["5", "[0 2 4 6 8]\n", "20 6 6 False\n"].map((text, at) => (at === 0 ? ran.texts[0] : text)),
    );
    expect(readFileSync(join(ran.folder, "result.txt"), "utf8")).toBe("6");
    const again = await runCells(cells, { home, folder: ran.folder, environments, placed: { c1: "lab" } });
    expect(again.texts.slice(1)).toEqual(ran.texts.slice(1));
  });

  test("do not run without the packages that their code asks for", async () => {
    const cells = ["import cellweave as cw", '@cw.task(packages=["six==1.16.0"])\ndef f():\n    return 1\nprint(f())'];
    const ran = await runCells(cells, { home, environments, placed: { c1: "lab" } });
    expect(states(ran)).toEqual(["done", "failed"]);
    expect(ran.texts[1]).toContain("six==1.16.0 cannot be installed");
  });

  test("fail as they would here", async () => {
    const cells = ["x = 1", "print(x)\nraise ValueError('there')", "print('other')"];
    const ran = await runCells(cells, { home, environments, placed: { c1: "lab" } });
    expect(states(ran)).toEqual(["done", "failed", "done"]);
    expect(ran.texts[1]).toContain("ValueError");
  });

  test.each([1, 2, 3, 4])(
    "random notebook %i gives what running it in order here gives",
    { retry: 0 },
    async (seed) => {
      const pick = generator(seed + 104729);
      const cells = [...prelude, ...Array.from({ length: 6 + pick(6) }, () => templates[pick(templates.length)] ?? "")];
      const placed = Object.fromEntries(cells.flatMap((_, at) => (pick(2) === 0 ? [[`c${at}`, "lab"]] : [])));
      const expected = runInOrder(cells, mkdtempSync(join(tmpdir(), "cellweave-oracle-")));
      const ran = await runCells(cells, { home, environments, placed });
      const told = (texts: readonly string[]) =>
        texts.map((text, at) => `${at} on ${placed[`c${at}`] ?? "local"}: ${cells[at]}\n→ ${text}`);
      expect(told(ran.texts)).toEqual(told(expected));
    },
  );
});
