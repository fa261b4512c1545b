import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/serve-folder.ts";
import { findFolder, findNotebook, placeNotebook, type ServedFolder } from "./served-path.ts";

async function served(): Promise<ServedFolder> {
  const root = await temporaryFolder();
  const directory = join(root, "served");
  await mkdir(join(directory, "sub"), { recursive: true });
  await mkdir(join(root, "served-too"));
  for (const path of ["served/a.ipynb", "served/sub/ä b.ipynb", "served/.asked.ipynb", "served/.hid.ipynb"]) {
    await writeFile(join(root, path), "{}");
  }
  await writeFile(join(directory, "100%25.ipynb"), "{}");
  for (const path of ["secret.ipynb", "served-too/b.ipynb", "secret.txt"]) await writeFile(join(root, path), "{}");
  await symlink(join(root, "secret.ipynb"), join(directory, "out.ipynb"));
  await symlink(join(root, "served-too"), join(directory, "out-folder"));
  await symlink(join(root, "secret.txt"), join(directory, "other-kind.ipynb"));
  await symlink(join(directory, "a.ipynb"), join(directory, "sub/in.ipynb"));
  return { directory, notebook: ".asked.ipynb" };
}

describe("paths that are served", () => {
  test.each([
    ["a.ipynb", "a.ipynb"],
    ["sub/ä b.ipynb", "sub/ä b.ipynb"],
    ["sub/in.ipynb", "a.ipynb"],
    [".asked.ipynb", ".asked.ipynb"],
    ["100%25.ipynb", "100%25.ipynb"],
  ])("%s", async (path, file) => {
    const folder = await served();
    expect(await findNotebook(folder, path)).toEqual({ path, file: join(folder.directory, file) });
  });
});

describe("paths that are refused", () => {
  const refused = [
    "",
    ".",
    "..",
    "../secret.ipynb",
    "sub/../../secret.ipynb",
    "sub/../a.ipynb",
    "./a.ipynb",
    "sub//ä b.ipynb",
    "/etc/passwd",
    "/a.ipynb",
    "C:/a.ipynb",
    "..\\secret.ipynb",
    "sub\\..\\..\\secret.ipynb",
    "%2e%2e/secret.ipynb",
    "..%2fsecret.ipynb",
    "sub/%2e%2e%2f%2e%2e%2fsecret.ipynb",
    "%5c..%5csecret.ipynb",
    "a.ipynb%00",
    "a.ipynb\0",
    "../secret.txt\0.ipynb",
    "out.ipynb",
    "out-folder/b.ipynb",
    "other-kind.ipynb",
    ".hid.ipynb",
    "sub/.git/a.ipynb",
    "a.txt",
    "a.ipynb/",
  ];
  test.each(refused)("%j", async (path) => {
    const folder = await served();
    await expect(findNotebook(folder, path)).rejects.toMatchObject({ code: "CW7003" });
  });

  test.each(["../b.ipynb", "out-folder/new.ipynb", ".new.ipynb", "sub/new.py"])(
    "a new notebook at %j",
    async (path) => {
      const folder = await served();
      await expect(placeNotebook(folder, path)).rejects.toMatchObject({ code: "CW7003" });
    },
  );

  test.each(["..", "../served-too", "out-folder", ".git", "/"])("the folder %j", async (path) => {
    const folder = await served();
    await expect(findFolder(folder, path)).rejects.toMatchObject({ code: "CW7003" });
  });
});

test("what is not there is missing, not refused", async () => {
  const folder = await served();
  await expect(findNotebook(folder, "none.ipynb")).rejects.toMatchObject({ code: "CW7004" });
  await expect(placeNotebook(folder, "none/a.ipynb")).rejects.toMatchObject({ code: "CW7004" });
});
