import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { testPython } from "../../testing/test-python.ts";
import { kernelPython } from "./kernelspec.ts";
import { probePython } from "./probe-python.ts";
import { findPythons } from "./pythons.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "cellweave-pythons-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An executable that answers as Python of this version would, and counts how often it was asked. */
function fakePython(path: string, version = "3.12.1", hasIPython = true): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho asked >> "${folder}/asked"\necho '["${path}", "${version}", ${hasIPython}]'\n`);
  chmodSync(path, 0o755);
  return path;
}

function kernel(dataFolder: string, name: string, argv: unknown): void {
  mkdirSync(join(dataFolder, "kernels", name), { recursive: true });
  const spec = { argv, display_name: `Kernel ${name}`, language: "python" };
  writeFileSync(join(dataFolder, "kernels", name, "kernel.json"), JSON.stringify(spec));
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: join(folder, "path"), HOME: folder, JUPYTER_DATA_DIR: join(folder, "jupyter"), ...more };
}

const home = () => join(folder, "home");

it("the order is option, kernelspec, active environment, Cellweave's own, PATH", async () => {
  const option = fakePython(join(folder, "option", "python"));
  const kernelsPython = fakePython(join(folder, "kernel", "python3.12"));
  const active = fakePython(join(folder, "active", "bin", "python"));
  const own = fakePython(join(folder, "own", "python"));
  const onPath = fakePython(join(folder, "path", "python3"));
  kernel(join(folder, "jupyter"), "mine", [kernelsPython, "-m", "ipykernel_launcher"]);
  const env = environment({ VIRTUAL_ENV: join(folder, "active"), CELLWEAVE_PYTHON: own });
  const found = await findPythons({ option, kernelspec: "mine", home: home(), env });
  const mine = found.filter(({ path }) => path.startsWith(folder));
  expect(mine.map(({ origin, path }) => [origin, path])).toEqual([
    ["option", option],
    ["kernelspec", kernelsPython],
    ["active", active],
    ["cellweave", own],
    ["path", onPath],
  ]);
  expect(mine[1]).toEqual({
    path: kernelsPython,
    version: "3.12.1",
    hasIPython: true,
    origin: "kernelspec",
    label: "Python 3.12.1 (Kernel mine)",
  });
});

it("the same Python is listed once, under its best reason", async () => {
  const python = fakePython(join(folder, "path", "python3"));
  const found = await findPythons({ option: python, kernelspec: null, home: home(), env: environment() });
  expect(found.filter(({ path }) => path === python).map(({ origin }) => origin)).toEqual(["option"]);
});

it("one that is missing, does not start, answers nonsense or is too old is left out", async () => {
  fakePython(join(folder, "path", "python3"), "3.8.19");
  const broken = join(folder, "broken");
  writeFileSync(broken, "#!/bin/sh\nexit 3\n");
  chmodSync(broken, 0o755);
  const nonsense = join(folder, "nonsense");
  writeFileSync(nonsense, "#!/bin/sh\necho hello\n");
  chmodSync(nonsense, 0o755);
  for (const option of [broken, nonsense, join(folder, "missing"), folder, "no-such-command"]) {
    const found = await findPythons({ option, kernelspec: null, home: home(), env: environment() });
    expect(found.filter(({ path, origin }) => path.startsWith(folder) || origin === "option")).toEqual([]);
  }
});

it("conda's environment counts as active", async () => {
  const python = fakePython(join(folder, "conda", "bin", "python"));
  const env = environment({ CONDA_PREFIX: join(folder, "conda") });
  const [first] = await findPythons({ option: null, kernelspec: null, home: home(), env });
  expect(first).toMatchObject({ path: python, origin: "active" });
});

it("a kernel installed into an environment says just python: that environment's", async () => {
  const python = fakePython(join(folder, "active", "bin", "python"));
  kernel(join(folder, "active", "share", "jupyter"), "python3", ["python", "-m", "ipykernel_launcher"]);
  const env = environment({ VIRTUAL_ENV: join(folder, "active") });
  const [first] = await findPythons({ option: null, kernelspec: "python3", home: home(), env });
  expect(first).toMatchObject({ path: python, origin: "kernelspec", label: "Python 3.12.1 (Kernel python3)" });
});

it("kernels are looked for in JUPYTER_PATH first", async () => {
  const python = fakePython(join(folder, "here", "python3"));
  kernel(join(folder, "jupyter"), "k", [join(folder, "missing", "python")]);
  kernel(join(folder, "extra"), "k", [python]);
  const env = environment({ JUPYTER_PATH: [join(folder, "none"), join(folder, "extra")].join(delimiter) });
  expect(await kernelPython("k", [], env)).toEqual({ path: python, displayName: "Kernel k" });
});

it("a kernelspec that leads out of its folder, is no Python or is not JSON is none", async () => {
  const data = join(folder, "jupyter");
  const python = fakePython(join(folder, "outside", "python"));
  kernel(join(folder, "outside"), "evil", [python]);
  kernel(data, "julia", ["/usr/bin/julia", "-i"]);
  kernel(data, "shell", ["/bin/sh", "-c", "python"]);
  kernel(data, "odd", "python");
  kernel(data, "text", []);
  writeFileSync(join(data, "kernels", "text", "kernel.json"), "{");
  for (const name of ["../../outside/kernels/evil", "..", ".", "", "a/b", "julia", "shell", "odd", "text", "absent"]) {
    expect([name, await kernelPython(name, [], environment())]).toEqual([name, null]);
  }
});

it("a Python is asked once, and again when its file changes", async () => {
  const python = fakePython(join(folder, "path", "python3"));
  const asked = () => readFileSync(join(folder, "asked"), "utf8").trim().split("\n").length;
  await probePython(python, environment());
  await probePython("python3", environment());
  expect(asked()).toBe(1);
  rmSync(python);
  fakePython(python, "3.13.0");
  expect(await probePython(python, environment())).toMatchObject({ version: "3.13.0" });
  expect(asked()).toBe(2);
});

it("the Python of the tests is found, with its IPython", async () => {
  const probed = await probePython(testPython, process.env);
  expect(probed?.version).toMatch(/^3\.\d+\.\d+$/);
  expect(probed?.hasIPython).toBe(true);
});
