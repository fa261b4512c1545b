import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refusedNames, sampleNames, samplesFolder } from "../testing/samples.ts";
import { largestNotebook, readNotebookFile, versionOf, writeNotebookFile } from "./notebook-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cellweave-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, "notebook.ipynb");
const code = (expected: string) => expect.objectContaining({ code: expected });

describe("reading", () => {
  it.each(sampleNames)("%s: text that gives the same bytes back", async (name) => {
    const bytes = readFileSync(join(samplesFolder, name));
    const { text, version, size } = await readNotebookFile(join(samplesFolder, name));
    expect(Buffer.from(text, "utf8").equals(bytes)).toBe(true);
    expect({ version, size }).toEqual({ version: versionOf(bytes), size: bytes.length });
  });

  it("bytes that are not UTF-8 are refused, and it is said what they are", async () => {
    const refusals: string[] = [];
    for (const name of refusedNames) {
      const message = await readNotebookFile(join(samplesFolder, "refused", name)).then(
        () => null,
        (error) => `${error.code} ${/ipynb (.*?),/.exec(error.message)?.[1]}`,
      );
      if (message !== null) refusals.push(`${name}: ${message}`);
    }
    expect(refusals).toEqual([
      "latin-1.ipynb: CW1004 is not valid UTF-8",
      "png.ipynb: CW1004 is not text",
      "utf-16.ipynb: CW1004 is UTF-16",
    ]);
  });

  it("what is missing, a folder, a circle of links or too large is refused with a code", async () => {
    await expect(readNotebookFile(path())).rejects.toEqual(code("CW1009"));
    await expect(readNotebookFile(folder)).rejects.toEqual(code("CW1009"));
    symlinkSync(path(), path());
    await expect(readNotebookFile(path())).rejects.toEqual(code("CW1009"));
    const large = join(folder, "large.ipynb");
    writeFileSync(large, "");
    truncateSync(large, largestNotebook + 1);
    await expect(readNotebookFile(large)).rejects.toEqual(code("CW1007"));
  });
});

describe("writing", () => {
  it("replaces the file, keeps its mode, and leaves nothing beside it", async () => {
    writeFileSync(path(), "old");
    chmodSync(path(), 0o640);
    const version = await writeNotebookFile(path(), "nëw", versionOf("old"));
    expect(readFileSync(path(), "utf8")).toBe("nëw");
    expect(version).toBe(versionOf(readFileSync(path())));
    expect(statSync(path()).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["notebook.ipynb"]);
  });

  it("makes a new file, also where a link points to nothing yet", async () => {
    symlinkSync("target.ipynb", path());
    await writeNotebookFile(path(), "new", null);
    expect(readFileSync(join(folder, "target.ipynb"), "utf8")).toBe("new");
  });

  it("writes through links of links and keeps them", async () => {
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "real.ipynb"), "old");
    symlinkSync("data/real.ipynb", join(folder, "middle.ipynb"));
    symlinkSync(join(folder, "middle.ipynb"), path());
    await writeNotebookFile(path(), "new", versionOf("old"));
    expect(readFileSync(join(folder, "data", "real.ipynb"), "utf8")).toBe("new");
    expect(readdirSync(folder).sort()).toEqual(["data", "middle.ipynb", "notebook.ipynb"]);
    expect(readdirSync(join(folder, "data"))).toEqual(["real.ipynb"]);
  });

  it("refuses when the file was changed or deleted meanwhile, and touches nothing", async () => {
    writeFileSync(path(), "theirs");
    await expect(writeNotebookFile(path(), "mine", versionOf("old"))).rejects.toEqual(code("CW1008"));
    expect(readFileSync(path(), "utf8")).toBe("theirs");
    rmSync(path());
    await expect(writeNotebookFile(path(), "mine", versionOf("old"))).rejects.toEqual(code("CW1008"));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("of two writers at once one wins whole", async () => {
    writeFileSync(path(), "old");
    const texts = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(200_000));
    await Promise.all(texts.map((text) => writeNotebookFile(path(), text, null)));
    expect(texts).toContain(readFileSync(path(), "utf8"));
    expect(readdirSync(folder)).toEqual(["notebook.ipynb"]);
  });

  it("a folder that is missing is told by code", async () => {
    await expect(writeNotebookFile(join(folder, "no", "x.ipynb"), "new", null)).rejects.toEqual(code("CW1009"));
    expect(existsSync(join(folder, "no"))).toBe(false);
  });

  it("a place where nobody can write, not even root, is told by code", async () => {
    await expect(writeNotebookFile("/proc/notebook.ipynb", "new", null)).rejects.toEqual(code("CW1009"));
  });
});
