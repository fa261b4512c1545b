import { expect, test } from "vitest";
import { testParser } from "../../run/testing/run-cells.ts";
import { scriptCell } from "./script-cell.ts";

const parser = await testParser();

test.each([
  ["x = 1", "x = 1"],
  ["x = 1\nx + 1", "x = 1\nshow(x + 1)"],
  ["a, b", "show((a, b))"],
  ["x;", "x;"],
  ["print(x)", "print(x)"],
  ["'words'", "'words'"],
  ["!ls -l {folder} $HOME", 'subprocess.run(f"ls -l {folder} $HOME", shell=True)'],
  [
    "files = !ls *.csv",
    'files = subprocess.run("ls *.csv", shell=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()',
  ],
  ["if x:\n    !echo {{x}} $y", 'if x:\n    subprocess.run(f"echo {{x}} {y}", shell=True)'],
  ["!awk {{print}} a$$b", 'subprocess.run("awk {print} a$b", shell=True)'],
  ["%time y = f(x)", "y = f(x)"],
  ["%matplotlib inline\nimport os", "pass  # %matplotlib inline\nimport os"],
  ["%cd data", 'os.chdir(os.path.expanduser("data"))'],
  ["%env MODE=fast", 'os.environ["MODE"] = "fast"'],
  ["df.head?", "pass  # df.head?"],
  ["%%time\ny = f(x)\ny", "# %%time\ny = f(x)\nshow(y)"],
  ["%%writefile a b.txt\nhé\n", 'with open("a b.txt", "w") as file:\n    file.write("hé\\n")'],
  ["%%bash\nls $X\n", 'subprocess.run(["bash", "-c", "ls $X\\n"])'],
  ["%%html\n<b>x</b>", "# %%html\n# <b>x</b>"],
])("%j becomes %j", (source, text) => {
  expect(scriptCell(source, parser)).toMatchObject({ text, unsaid: [] });
});

test.each([
  ["%store x", "%store needs IPython"],
  ["%%sql\nselect 1", "it is of %%sql, which needs IPython"],
  ["y = await f()", "it awaits at its top level"],
  ["for x in", "it is not valid Python"],
])("%j is said not to be sayable", (source, what) => {
  const { text, unsaid } = scriptCell(source, parser);
  expect(unsaid).toEqual([what]);
  expect(text).toContain("raise NotImplementedError(");
});
